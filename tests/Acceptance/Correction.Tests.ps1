BeforeAll {
    . $PSScriptRoot/Common.ps1
}

Describe 'A wrong decision that is undone' {
    BeforeAll {
        $script:trial = Build-SampleTrial -Import
        $before = @(Get-OspacsImage -Archive $trial.Archive)
        $script:one = $before | Where-Object SubjectId -eq 'T1001' | Select-Object -First 1
        $null = $one | Export-OspacsMedia -Destination (Join-Path $trial.Folder disc1) -Label FIRST
    }

    It 'does nothing with -WhatIf' {
        $one | Move-OspacsImage T1002 -Registry $trial.Registry -Reason 'swapped' -WhatIf
        (Get-OspacsImageHistory -ImageId $one.ImageId -Archive $trial.Archive).Versions.Count | Should -Be 1
    }

    It 'refuses a subject that nobody knows' {
        $one | Move-OspacsImage T9999 -Registry $trial.Registry -Reason 'swapped' -Confirm:$false -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'Ospacs.InvalidArgument,*'
        $failure[0].Exception.Message | Should -Be 'The registry has no such subject.'
    }

    It 'gives an image to another subject, names the disc that went out, and tells the chain' {
        $moved = $one | Move-OspacsImage T1002 -Registry $trial.Registry -Reason 'volunteers swapped' -Confirm:$false
        $moved.Outcome | Should -Be 'Moved'
        $moved.FromSubjectId | Should -Be 'T1001'
        $moved.Exports.Label | Should -Be 'FIRST'
        $history = $moved | Get-OspacsImageHistory
        $history.Versions.SubjectId | Should -Be 'T1001', 'T1002'
        @($history.ExportsToRecall).Count | Should -Be 1
        (Get-OspacsImageHistory -Uid $one.SopInstanceUid -Archive $trial.Archive).SubjectId | Should -Be 'T1002'
        (Get-OspacsImageHistory T1001 -Archive $trial.Archive).ImageId | Should -Contain $one.ImageId
        $entries = Get-OspacsAudit -Archive $trial.Archive -Action Move
        $entries.Outcome | Should -Be 'MovedAway', 'MovedHere'
        $entries[0].Reason | Should -Be 'volunteers swapped'
        Test-OspacsArchive -Archive $trial.Archive | ForEach-Object Findings | Should -BeNullOrEmpty
    }

    It 'shows both in a table' {
        $table = Get-OspacsImageHistory -ImageId $one.ImageId -Archive $trial.Archive | Format-Table | Out-String
        $table | Should -Match '1: T1001, 2: T1002'
        $table | Should -Match 'FIRST'
    }

    It 'tells an image that never was' {
        Get-OspacsImageHistory -ImageId 4711 -Archive $trial.Archive -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'Ospacs.ImageNotFound,*'
    }
}

Describe 'Consent that is withdrawn' {
    BeforeAll {
        $script:trial = Build-SampleTrial -Import
        $script:hers = @(Get-OspacsImage -SubjectId T1001 -Archive $trial.Archive)
    }

    It 'removes every image of a subject, asking once' {
        $removed = @($hers | Remove-OspacsImage -Reason 'consent withdrawn' -Confirm:$false -WarningAction SilentlyContinue)
        $removed.Count | Should -Be $hers.Count
        $removed.Outcome | Select-Object -Unique | Should -Be 'Removed'
        Get-OspacsImage -SubjectId T1001 -Archive $trial.Archive | Should -BeNullOrEmpty
        (Get-OspacsImageHistory T1001 -Archive $trial.Archive).IsRemoved | Select-Object -Unique | Should -BeTrue
    }

    It 'refuses the same files from then on' {
        $media = $hers[0].MediaRef
        $outcomes = Import-SampleMedium $trial ($trial.Media | Where-Object MediaRef -eq $media) -ErrorAction SilentlyContinue
        @($outcomes | Where-Object Outcome -eq Withdrawn).Count | Should -Be @($hers | Where-Object MediaRef -eq $media).Count
        (Get-OspacsMedia -Archive $trial.Archive -MediaRef $media).Withdrawn | Should -BeGreaterThan 0
        Get-OspacsImage -SubjectId T1001 -Archive $trial.Archive | Should -BeNullOrEmpty
    }
}

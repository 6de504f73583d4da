BeforeAll {
    . $PSScriptRoot/Common.ps1
}

Describe 'Get-OspacsSource' {
    BeforeAll {
        $trial = Build-SampleTrial -Import
        $image = Get-OspacsImage -Archive $trial.Archive -SubjectId T1001 | Select-Object -First 1
    }

    It 'tells where an image came from, by its object' {
        $source = $image | Get-OspacsSource -Reason 'Recall 14'
        $source.SopInstanceUid | Should -Be $image.SopInstanceUid
        $source.SubjectId | Should -Be T1001
        $source.PatientName | Should -Not -BeNullOrEmpty
        $source.PatientId | Should -Not -BeNullOrEmpty
        $source.SourcePath | Should -Exist
        $source.SourceSopInstanceUid | Should -Not -Be $image.SopInstanceUid
        $source.Archive | Should -Be $trial.Archive
    }

    It 'tells it by UID, by subject and by medium, and of outcomes' {
        (Get-OspacsSource $image.SopInstanceUid -Archive $trial.Archive -Reason 'Recall 15').ImageId | Should -Be $image.ImageId
        Get-OspacsSource -SubjectId T1001 -Archive $trial.Archive -Reason 'Recall 15' | Should -HaveCount (@(Get-OspacsImage -Archive $trial.Archive -SubjectId T1001).Count)
        Get-OspacsSource -MediaRef M0001 -Archive $trial.Archive -Reason 'Recall 15' | Should -HaveCount (@(Get-OspacsImage -Archive $trial.Archive -MediaRef M0001).Count)
        $stored = @($trial.Outcomes | Where-Object Outcome -EQ Stored)
        @($stored | Get-OspacsSource -Reason 'Recall 15').Count | Should -Be $stored.Count
        Get-OspacsImage -Archive $trial.Archive | Get-OspacsSource -Reason 'Recall 15' | Should -HaveCount $stored.Count
    }

    It 'is audited each time, with how many and why' {
        $before = @(Get-OspacsAudit -Archive $trial.Archive -Action Reveal).Count
        $null = Get-OspacsImage -Archive $trial.Archive -SubjectId T1001 | Get-OspacsSource -Reason 'Query 16'
        $entries = @(Get-OspacsAudit -Archive $trial.Archive -Action Reveal)
        $entries.Count | Should -Be ($before + 1)
        $entries[-1].SubjectId | Should -Be T1001
        $entries[-1].Reason | Should -Be '4 images: Query 16'
        (Test-OspacsArchive -Archive $trial.Archive -ErrorAction Stop).IsIntact | Should -BeTrue
    }

    It 'wants a reason that names nobody, and shows nothing without one' {
        $name = ($image | Get-OspacsSource -Reason 'Query 17').PatientName.Split('^')[0]
        $before = @(Get-OspacsAudit -Archive $trial.Archive -Action Reveal).Count
        $failure = Get-Failure { $image | Get-OspacsSource -Reason "Ask for $name" }
        $failure.FullyQualifiedErrorId | Should -Be 'Ospacs.InvalidArgument,Ospacs.PowerShell.Commands.GetOspacsSourceCommand'
        "$failure" | Should -Not -Match $name
        @(Get-OspacsAudit -Archive $trial.Archive -Action Reveal).Count | Should -Be $before
    }

    It 'says that no image has a UID' {
        (Get-Failure { Get-OspacsSource 2.25.1 -Archive $trial.Archive -Reason 'Query 18' }).FullyQualifiedErrorId | Should -BeLike 'Ospacs.ImageNotFound,*'
    }

    It 'shows whom, and not where, in its table' {
        $shown = Get-OspacsSource -SubjectId T1001 -Archive $trial.Archive -Reason 'Query 19' | Out-String -Width 300
        $shown | Should -Match 'PatientName'
        $shown | Should -Not -Match ([regex]::Escape($trial.Folder))
    }
}

Describe 'A ledger that is not whole' {
    BeforeEach {
        $trial = Build-SampleTrial -Import
        $ledger = Join-Path "$($trial.Archive).identity" ledger
    }

    It 'is told by Test-OspacsArchive, and filled again by its media' {
        Remove-Item (Join-Path $ledger M0001.ledger)
        $report = Test-OspacsArchive -Archive $trial.Archive -ErrorAction SilentlyContinue
        $report.IsIntact | Should -BeFalse
        $report.Findings.Problem | Should -Be MissingSource
        $report.Findings.MediaRef | Should -Be M0001
        $failure = Get-Failure { Get-OspacsSource -MediaRef M0001 -Archive $trial.Archive -Reason 'Recall' }
        $failure.FullyQualifiedErrorId | Should -BeLike 'Ospacs.SourceMissing,*'
        $null = Import-SampleMedium $trial $trial.Media[0] -ErrorAction SilentlyContinue
        (Test-OspacsArchive -Archive $trial.Archive -ErrorAction Stop).IsIntact | Should -BeTrue
    }

    It 'names medium and line of what is damaged, and gives the rest' {
        $file = Join-Path $ledger M0001.ledger
        $lines = @(Get-Content $file)
        $lines[1] = $lines[1].Substring(0, 40)
        $lines -join "`n" | Set-Content $file
        $sources = Get-OspacsSource -MediaRef M0001 -Archive $trial.Archive -Reason 'Recall' -ErrorAction SilentlyContinue -ErrorVariable told
        $sources.Count | Should -Be (@(Get-OspacsImage -Archive $trial.Archive -MediaRef M0001).Count - 1)
        $told.FullyQualifiedErrorId | ForEach-Object { $_.Split(',')[0] } | Should -Be 'Ospacs.LedgerDamaged', 'Ospacs.SourceMissing'
        "$($told[0])" | Should -BeLike 'Line 2 of the identity ledger of medium M0001 *'
    }

    It 'cannot be read without the key' {
        Move-Item (Join-Path "$($trial.Archive).identity" archive.key) (Join-Path $trial.Folder kept.key)
        (Get-Failure { Get-OspacsSource -MediaRef M0001 -Archive $trial.Archive -Reason 'Recall' }).FullyQualifiedErrorId | Should -BeLike 'Ospacs.KeyMissing,*'
        # What works without it.
        Get-OspacsImage -Archive $trial.Archive | Should -Not -BeNullOrEmpty
        [System.Convert]::ToBase64String([byte[]] (1..32)) | Set-Content (Join-Path "$($trial.Archive).identity" archive.key)
        (Get-Failure { Get-OspacsSource -MediaRef M0001 -Archive $trial.Archive -Reason 'Recall' }).FullyQualifiedErrorId | Should -BeLike 'Ospacs.WrongKey,*'
    }
}

Describe 'New-OspacsArchive' {
    It 'says once that the identity folder must be backed up' {
        $trial = Build-SampleTrial
        $archive = Join-Path $trial.Folder other.db
        $null = New-OspacsArchive -Archive $archive -Policy $trial.Policy -WarningVariable told -WarningAction SilentlyContinue
        "$told" | Should -BeLike 'Back up the archive''s identity folder*'
        "$told" | Should -Not -Match ([regex]::Escape($trial.Folder))
    }
}

BeforeAll {
    . $PSScriptRoot/Common.ps1
}

Describe 'Get-OspacsQuarantineItem' {
    BeforeAll {
        $trial = Build-SampleTrial -Import
        $planned = @($trial.Media.Files | Where-Object Outcome -EQ Quarantined)
    }

    It 'lists what waits, with reason and archive' {
        $items = Get-OspacsQuarantineItem -Archive $trial.Archive
        $items.Count | Should -Be $planned.Count
        $items.Reason | Sort-Object | Should -Be ($planned.Reason | Sort-Object)
        $items[0].Archive | Should -Be $trial.Archive
        $items.Path | ForEach-Object { $_ | Should -Exist }
    }

    It 'filters by medium, centre and reason' {
        Get-OspacsQuarantineItem -Archive $trial.Archive -MediaRef M0002 | ForEach-Object MediaRef | Sort-Object -Unique | Should -Be 'M0002'
        Get-OspacsQuarantineItem -Archive $trial.Archive -Centre C03 | ForEach-Object Centre | Sort-Object -Unique | Should -Be 'C03'
        Get-OspacsQuarantineItem -Archive $trial.Archive -Reason Mismatch, NotFound | ForEach-Object { "$($_.Reason)" } | Sort-Object -Unique | Should -Be 'Mismatch', 'NotFound'
    }

    It 'finds an item by the first digits of its id' {
        $item = @(Get-OspacsQuarantineItem -Archive $trial.Archive)[0]
        (Get-OspacsQuarantineItem $item.Id.Substring(0, 12).ToLowerInvariant() -Archive $trial.Archive).Id | Should -Be $item.Id
        (Get-Failure { Get-OspacsQuarantineItem 0123456789 -Archive $trial.Archive }).FullyQualifiedErrorId | Should -BeLike 'Ospacs.QuarantineItemNotFound,*'
        (Get-Failure { Get-OspacsQuarantineItem $item.Id.Substring(0, 4) -Archive $trial.Archive }).FullyQualifiedErrorId | Should -BeLike 'Ospacs.QuarantineItemNotFound,*'
    }

    It 'shows no path in its table' {
        Get-OspacsQuarantineItem -Archive $trial.Archive | Out-String -Width 300 | Should -Not -Match ([regex]::Escape($trial.Folder))
    }
}

Describe 'Approve-OspacsQuarantineItem' {
    BeforeEach {
        $trial = Build-SampleTrial -Import
        $item = Get-OspacsQuarantineItem -Archive $trial.Archive -Reason Mismatch | Select-Object -First 1
    }

    It 'stores under the proposal, audited with its reason, and keeps medium and number' {
        $outcome = $item | Approve-OspacsQuarantineItem -Proposal -Reason 'The centre confirmed a slip of the pen'
        $outcome.Outcome | Should -Be Stored
        $outcome.SubjectId | Should -Be $item.ProposedSubjectId
        (Get-OspacsImage -Archive $trial.Archive -Uid $outcome.SopInstanceUid).MediaRef | Should -Be $item.MediaRef
        Get-OspacsQuarantineItem -Archive $trial.Archive -Reason Mismatch | Should -BeNullOrEmpty
        $entry = Get-OspacsAudit -Archive $trial.Archive -Action Approve | Select-Object -Last 1
        $entry.Reason | Should -Be 'The centre confirmed a slip of the pen'
        $entry.SubjectId | Should -Be $item.ProposedSubjectId
        (Test-OspacsArchive -Archive $trial.Archive -ErrorAction Stop).IsIntact | Should -BeTrue
    }

    It 'stores under a subject that is named, by id' {
        $outcome = Approve-OspacsQuarantineItem $item.Id -Archive $trial.Archive -SubjectId T1001 -Reason 'Scanned under a neighbour''s entry' -Registry $trial.Registry
        $outcome.SubjectId | Should -Be T1001
    }

    It 'binds from the outcomes of an import' {
        $other = Build-SampleTrial
        $outcome = Import-SampleMedium $other $other.Media[0] -ErrorAction SilentlyContinue | Where-Object Reason -EQ Mismatch |
            Approve-OspacsQuarantineItem -Proposal -Reason 'Seen'
        $outcome.Outcome | Should -Be Stored
    }

    It 'writes nothing under -WhatIf' {
        $before = Get-TreeState $trial.Folder
        $item | Approve-OspacsQuarantineItem -Proposal -Reason 'Seen' -WhatIf | Should -BeNullOrEmpty
        Get-TreeState $trial.Folder | Should -Be $before
    }

    It 'refuses, and leaves the item, when <Case>' -ForEach @(
        @{ Case = 'there is no such item'; Id = 'Ospacs.QuarantineItemNotFound'; Do = { Approve-OspacsQuarantineItem ('0' * 64) -Archive $trial.Archive -Proposal -Reason 'Seen' } }
        @{ Case = 'the registry has no such subject'; Id = 'Ospacs.InvalidArgument'; Do = { $item | Approve-OspacsQuarantineItem -SubjectId T9999 -Reason 'Seen' -Registry $trial.Registry } }
        @{ Case = 'the reason repeats the patient''s name'; Id = 'Ospacs.InvalidArgument'; Do = { $item | Approve-OspacsQuarantineItem -Proposal -Reason 'Mrs Pemberton called' } }
        @{ Case = 'nothing was proposed'; Id = 'Ospacs.InvalidArgument'; Do = { Get-OspacsQuarantineItem -Archive $trial.Archive -Reason NotFound | Approve-OspacsQuarantineItem -Proposal -Reason 'Seen' } }
    ) {
        $count = @(Get-OspacsQuarantineItem -Archive $trial.Archive).Count
        $failure = Get-Failure $Do
        $failure.FullyQualifiedErrorId | Should -Be "$Id,Ospacs.PowerShell.Commands.ApproveOspacsQuarantineItemCommand"
        @(Get-OspacsQuarantineItem -Archive $trial.Archive).Count | Should -Be $count
    }

    It 'leaves in quarantine what cannot be protected, whoever approves' {
        $unsafe = Get-OspacsQuarantineItem -Archive $trial.Archive -Reason NoMaskRule | Select-Object -First 1
        $outcome = $unsafe | Approve-OspacsQuarantineItem -SubjectId T3002 -Reason 'Surely hers'
        $outcome.Outcome | Should -Be Quarantined
        $outcome.Reason | Should -Be NoMaskRule
        Get-OspacsQuarantineItem $unsafe.Id -Archive $trial.Archive | Should -HaveCount 1
    }
}

Describe 'Remove-OspacsQuarantineItem' {
    BeforeEach {
        $trial = Build-SampleTrial -Import
        $item = Get-OspacsQuarantineItem -Archive $trial.Archive -Reason UnsupportedClass | Select-Object -First 1
    }

    It 'discards an item for good, audited with its reason' {
        $item | Remove-OspacsQuarantineItem -Reason 'A report, no image' -Confirm:$false | Should -BeNullOrEmpty
        Get-OspacsQuarantineItem -Archive $trial.Archive -Reason UnsupportedClass | Should -BeNullOrEmpty
        $item.Path | Should -Not -Exist
        $entry = Get-OspacsAudit -Archive $trial.Archive -Action Discard
        $entry.MediaRef | Should -Be $item.MediaRef
        $entry.FileNumber | Should -Be $item.FileNumber
        $entry.Reason | Should -Be 'A report, no image'
    }

    It 'asks before it discards, so that a script that cannot answer discards nothing' {
        Invoke-FreshPwsh @'
Import-Module $Module
try { Get-OspacsQuarantineItem -Archive $args[0] | Remove-OspacsQuarantineItem -Reason 'All of it' } catch { 'refused' }
@(Get-OspacsQuarantineItem -Archive $args[0]).Count
'@ -Argument $trial.Archive | Select-Object -Last 2 | Should -Be 'refused', "$(@(Get-OspacsQuarantineItem -Archive $trial.Archive).Count)"
    }

    It 'writes nothing under -WhatIf' {
        $before = Get-TreeState $trial.Folder
        Get-OspacsQuarantineItem -Archive $trial.Archive | Remove-OspacsQuarantineItem -Reason 'All of it' -WhatIf
        Get-TreeState $trial.Folder | Should -Be $before
    }

    It 'lets a discarded file come again' {
        $item | Remove-OspacsQuarantineItem -Reason 'Too soon' -Confirm:$false
        $medium = $trial.Media | Where-Object MediaRef -EQ $item.MediaRef
        Import-SampleMedium $trial $medium -ErrorAction SilentlyContinue | Where-Object Reason -EQ UnsupportedClass | Should -HaveCount 1
        Get-OspacsQuarantineItem -Archive $trial.Archive -Reason UnsupportedClass | Should -HaveCount 1
    }
}

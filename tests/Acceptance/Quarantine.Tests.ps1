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

Describe 'A list of decisions' {
    BeforeEach {
        $trial = Build-SampleTrial -Import
        $items = @(Get-OspacsQuarantineItem -Archive $trial.Archive)
        $mismatch = $items | Where-Object Reason -EQ Mismatch | Select-Object -First 1
        $unknown = $items | Where-Object Reason -EQ NotFound | Select-Object -First 1
    }

    It 'names a subject for each item, by property name' {
        $decisions = @(
            [pscustomobject]@{ Archive = $trial.Archive; Id = $mismatch.Id; SubjectId = $mismatch.ProposedSubjectId }
            [pscustomobject]@{ Archive = $trial.Archive; Id = $unknown.Id; SubjectId = 'T3002' }
        )
        $outcomes = @($decisions | Approve-OspacsQuarantineItem -Reason 'As the centres wrote')
        $outcomes.Outcome | Should -Be Stored, Stored
        $outcomes.SubjectId | Sort-Object | Should -Be ($decisions.SubjectId | Sort-Object)
        # Given again it is done already: nothing happens, and nothing is wrong.
        $before = @(Get-OspacsAudit -Archive $trial.Archive).Count
        $decisions | Approve-OspacsQuarantineItem -Reason 'As the centres wrote' -ErrorAction Stop | Should -BeNullOrEmpty
        @(Get-OspacsAudit -Archive $trial.Archive).Count | Should -Be $before
        # But not under another subject.
        $decisions[0].SubjectId = 'T3001'
        (Get-Failure { $decisions[0] | Approve-OspacsQuarantineItem -Reason 'As the centres wrote' }).FullyQualifiedErrorId | Should -BeLike 'Ospacs.InvalidArgument,*'
    }

    It 'goes on behind an item that cannot be decided, and tells of it at the end' {
        $decisions = @(
            [pscustomobject]@{ Archive = $trial.Archive; Id = $unknown.Id; SubjectId = 'T9999' }
            [pscustomobject]@{ Archive = $trial.Archive; Id = '0' * 64; SubjectId = 'T1001' }
            [pscustomobject]@{ Archive = $trial.Archive; Id = $mismatch.Id; SubjectId = $mismatch.ProposedSubjectId }
        )
        $outcomes = @($decisions | Approve-OspacsQuarantineItem -Reason 'Seen' -Registry $trial.Registry -ErrorVariable told -ErrorAction SilentlyContinue)
        $outcomes.Outcome | Should -Be Stored
        $outcomes.SubjectId | Should -Be $mismatch.ProposedSubjectId
        $told.FullyQualifiedErrorId | ForEach-Object { $_.Split(',')[0] } | Should -Be 'Ospacs.QuarantineItemNotFound', 'Ospacs.InvalidArgument'
        Get-OspacsQuarantineItem $unknown.Id -Archive $trial.Archive | Should -HaveCount 1
    }

    It 'is refused whole for a reason that names one of its patients' {
        (Get-Failure { $items | Approve-OspacsQuarantineItem -Proposal -Reason 'Mrs Pemberton called' }).FullyQualifiedErrorId | Should -BeLike 'Ospacs.InvalidArgument,*'
        @(Get-OspacsQuarantineItem -Archive $trial.Archive).Count | Should -Be $items.Count
    }

    It 'decides on none for which two subjects are named' {
        $decisions = 'T1001', 'T1002' | ForEach-Object { [pscustomobject]@{ Archive = $trial.Archive; Id = $mismatch.Id; SubjectId = $_ } }
        (Get-Failure { $decisions | Approve-OspacsQuarantineItem -Reason 'Seen' }).FullyQualifiedErrorId | Should -BeLike 'Ospacs.InvalidArgument,*'
        Get-OspacsQuarantineItem $mismatch.Id -Archive $trial.Archive | Should -HaveCount 1
    }
}

Describe 'A quarantine of many items, decided by one pipeline that is cut off twice' -Skip:$IsWindows {
    BeforeAll {
        $count = if ($env:OSPACS_QUARANTINE_ITEMS) { [int] $env:OSPACS_QUARANTINE_ITEMS } else { 200 }
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        $trial = Build-LargeTrial -Count $count
        # Another birth date in the registry: every file waits, with a proposal.
        (Get-Content $trial.Registry -Raw).Replace('1950-01-02', '1951-01-02') | Set-Content $trial.Registry -NoNewline
        $null = Import-OspacsStudy -LiteralPath $trial.Disc -Archive $trial.Archive -MediaRef L1 -Centre C07 -Registry $trial.Registry
        $quarantine = Join-Path "$($trial.Archive).identity" quarantine
        Write-Information "made and quarantined: $($clock.Elapsed.TotalSeconds) s" -InformationAction Continue
        $script = Join-Path $trial.Folder decide.ps1
        @'
param($Module, $Archive)
Import-Module $Module
Get-OspacsQuarantineItem -Archive $Archive | Approve-OspacsQuarantineItem -Proposal -Reason 'Confirmed, query 44' | ForEach-Object { "$($_.Outcome)"; [Console]::Out.Flush() }
'@ | Set-Content $script

        function Invoke-Decision {
            $start = [System.Diagnostics.ProcessStartInfo]::new((Get-Process -Id $PID).Path)
            foreach ($argument in '-NoProfile', '-File', $script, $Module, $trial.Archive) {
                $start.ArgumentList.Add($argument)
            }
            $start.RedirectStandardOutput = $true
            [System.Diagnostics.Process]::Start($start)
        }

        function Wait-For {
            param([scriptblock] $Condition)
            $until = [datetime]::UtcNow.AddSeconds(300)
            while (-not (& $Condition)) {
                if ([datetime]::UtcNow -gt $until) { throw 'It did not come.' }
            }
        }
    }

    It 'lists them all' {
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        $items = @(Get-OspacsQuarantineItem -Archive $trial.Archive)
        Write-Information "listed: $($clock.Elapsed.TotalSeconds) s" -InformationAction Continue
        $items.Count | Should -Be $count
        $items.ProposedSubjectId | Sort-Object -Unique | Should -Be T7001
        $clock.Restart()
        @($items | Select-Object -First 100 Id, Archive | Get-OspacsQuarantineItem).Count | Should -Be ([Math]::Min(100, $count))
        Write-Information "100 by id: $($clock.Elapsed.TotalSeconds) s" -InformationAction Continue
    }

    It 'decides each once' {
        $names = { [System.IO.Directory]::GetFiles($quarantine, '*.json').Length }
        # The first is killed while a batch is written; the second when a batch is durable and its items are leaving the quarantine, a third of all gone.
        $process = Invoke-Decision
        Wait-For { $process.HasExited -or [System.IO.File]::Exists("$($trial.Archive)-journal") }
        Start-Sleep -Milliseconds ([int] ($count / 50))
        $process.Kill()
        $process.WaitForExit()
        $process.ExitCode | Should -Not -Be 0
        (Test-OspacsArchive -Archive $trial.Archive -ErrorAction Stop).IsIntact | Should -BeTrue
        $left = & $names
        $process = Invoke-Decision
        Wait-For { $process.HasExited -or (& $names) -lt $left - $count / 3 }
        $process.Kill()
        $process.WaitForExit()
        $stored = (Get-OspacsArchive -Archive $trial.Archive).Images
        $waiting = & $names
        Write-Information "after two kills: $stored stored, $waiting wait" -InformationAction Continue
        $stored | Should -BeGreaterThan 0
        ($stored + $waiting) | Should -BeGreaterOrEqual $count
        # A pipeline that is stopped, as by Ctrl+C, before the last run.
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript((Get-Content $script -Raw)).AddArgument($Module).AddArgument($trial.Archive)
            $handle = $shell.BeginInvoke()
            Wait-For { $handle.IsCompleted -or (& $names) -lt $waiting - $count / 6 }
            $shell.Stop()
        }
        finally {
            $shell.Dispose()
        }
        $waiting = & $names
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        $outcomes = @(Get-OspacsQuarantineItem -Archive $trial.Archive | Approve-OspacsQuarantineItem -Proposal -Reason 'Confirmed, query 44' -ErrorAction Stop)
        Write-Information "last run: $($outcomes.Count) in $($clock.Elapsed.TotalSeconds) s" -InformationAction Continue
        $outcomes.Count | Should -Be $waiting
        $outcomes.Outcome | Sort-Object -Unique | ForEach-Object { "$_" | Should -BeIn 'Stored', 'AlreadyStored' }
        (Get-OspacsArchive -Archive $trial.Archive).Images | Should -Be $count
        $entries = @(Get-OspacsAudit -Archive $trial.Archive -Action Approve)
        $entries.Count | Should -Be $count
        $entries.Outcome | Sort-Object -Unique | Should -Be Stored
        @($entries.SopInstanceUid | Sort-Object -Unique).Count | Should -Be $count
        Get-OspacsQuarantineItem -Archive $trial.Archive | Should -BeNullOrEmpty
        Get-ChildItem $quarantine | Should -BeNullOrEmpty
        $passport = Get-OspacsMedia L1 -Archive $trial.Archive
        $passport.Stored | Should -Be $count
        $passport.Quarantined | Should -Be 0
        $report = Test-OspacsArchive -Archive $trial.Archive -ErrorAction Stop
        $report.IsIntact | Should -BeTrue
        $sources = @(Get-OspacsImage -Archive $trial.Archive | Get-OspacsSource -Reason 'Proof')
        $sources.Count | Should -Be $count
        $sources | Where-Object { $_.Decisions.Count -ne 1 -or $_.Decisions[0].Corrections.Count -ne 0 } | Should -BeNullOrEmpty
    }
}

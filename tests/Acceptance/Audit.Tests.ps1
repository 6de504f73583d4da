BeforeAll {
    . $PSScriptRoot/Common.ps1
    $script:trial = Build-SampleTrial -Import

    function Copy-Trial {
        # The archive and its identity folder under another name.
        $copy = Join-Path $trial.Folder "$([guid]::NewGuid()).db"
        Copy-Item $trial.Archive $copy
        Copy-Item "$($trial.Archive).identity" "$copy.identity" -Recurse
        $copy
    }

    function Invoke-Sqlite {
        # Runs statements on an archive's file as one would who means harm: the triggers go first.
        param([string] $Archive, [string] $Sql)

        foreach ($trigger in & sqlite3 $Archive "SELECT name FROM sqlite_master WHERE type = 'trigger'") {
            & sqlite3 $Archive "DROP TRIGGER $trigger"
        }
        & sqlite3 $Archive $Sql
    }

    function Get-PageCommand {
        # A block of the bundle's page, as a reader would copy it.
        param([string] $Bundle, [string] $Id)

        $page = Get-Content "$Bundle/README.html" -Raw
        [System.Net.WebUtility]::HtmlDecode([regex]::Match($page, "(?s)<pre id=""$Id"">(.*?)</pre>").Groups[1].Value)
    }
}

Describe 'Export-OspacsAudit' {
    BeforeEach {
        $archive = Copy-Trial
        $bundle = Join-Path -Path $trial.Folder -ChildPath ([guid]::NewGuid()) -AdditionalChildPath 'bundle'
    }

    It 'writes a bundle, tells its head, and enters itself with it' {
        $report = Export-OspacsAudit -Archive $archive -Destination $bundle -Reason 'inspection' -ErrorAction Stop
        $entries = @(Get-OspacsAudit -Archive $archive)
        $report.IsIntact | Should -BeTrue
        $report.HeadSequence | Should -Be ($entries.Count - 1)
        $report.HeadMac | Should -Be ([Convert]::ToHexString($entries[-2].Mac).ToLowerInvariant())
        $report.Passports | Should -Be 3
        $entries[-1].Action | Should -Be ExportAudit
        $entries[-1].Reason | Should -Be 'inspection'
        $entries[-1].NewValue | Should -Match "^head $($report.HeadSequence) $($report.HeadMac), SHA256SUMS $($report.SumsSha256)`$"
        (Get-Content "$bundle/audit.jsonl").Count | Should -Be $report.HeadSequence
        Test-OspacsArchive -Archive $archive -Bundle $bundle -ErrorAction Stop -WarningAction Stop | ForEach-Object IsIntact | Should -BeTrue
    }

    It 'names no patient in any file' {
        $null = Export-OspacsAudit -Archive $archive -Destination $bundle
        $text = Get-ChildItem $bundle -File | Get-Content -Raw | Out-String
        $trial.Media.Files.IdentityValues | Where-Object Length -GE 4 | Sort-Object -Unique | Where-Object { $text.Contains($_) } | Should -BeNullOrEmpty
    }

    It 'writes nothing under -WhatIf' {
        $before = Get-TreeState $trial.Folder
        Export-OspacsAudit -Archive $archive -Destination $bundle -WhatIf | Should -BeNullOrEmpty
        Get-TreeState $trial.Folder | Should -Be $before
    }

    It 'refuses a folder that is not empty' {
        $null = New-Item -ItemType Directory $bundle
        'x' | Set-Content "$bundle/mine"
        (Get-Failure { Export-OspacsAudit -Archive $archive -Destination $bundle }).FullyQualifiedErrorId | Should -BeLike 'Ospacs.DestinationNotEmpty,*'
        Get-ChildItem $bundle | Should -HaveCount 1
    }

    It 'is checked by the page''s commands for PowerShell' {
        $null = Export-OspacsAudit -Archive $archive -Destination (Join-Path $bundle '../earlier')
        $null = Export-OspacsAudit -Archive $archive -Destination $bundle
        Push-Location $bundle
        try {
            $sums = [scriptblock]::Create((Get-PageCommand $bundle sums-powershell))
            $continues = [scriptblock]::Create((Get-PageCommand $bundle continues-powershell))
            & $sums | Should -BeNullOrEmpty
            & $continues | Should -BeNullOrEmpty
            $lines = Get-Content ../earlier/audit.jsonl
            $lines[2] = $lines[2].Replace('"outcome":"', '"outcome":"X')
            $lines | Set-Content ../earlier/audit.jsonl
            & $continues | Should -Be 'entry 3 is not the one of the earlier bundle'
            ' ' | Add-Content audit.csv
            & $sums | Should -Be 'audit.csv is not as it was written'
        }
        finally {
            Pop-Location
        }
    }

    It 'puts the check key in only where it is asked for' {
        (Export-OspacsAudit -Archive $archive -Destination $bundle).HasCheckKey | Should -BeFalse
        "$bundle/audit.key" | Should -Not -Exist
        (Export-OspacsAudit -Archive $archive -Destination "$bundle-key" -WithCheckKey).HasCheckKey | Should -BeTrue
        "$bundle-key/audit.key" | Should -FileContentMatch '^[0-9a-f]{64}$'
        (Get-OspacsAudit -Archive $archive)[-1].NewValue | Should -BeLike '*, with check key'
    }
}

Describe 'Test-OspacsArchive on a trail that somebody was at' -Skip:(-not (Get-Command sqlite3 -ErrorAction Ignore)) {
    BeforeEach {
        $archive = Copy-Trial
    }

    It 'says <Kind> where <Case>' -ForEach @(
        @{ Case = 'a letter was altered'; Kind = 'Altered'; Sequence = 3; Sql = "UPDATE Audit SET Outcome = replace(Outcome, 'o', 'p') || 'x' WHERE Sequence = 3" }
        @{ Case = 'a time cannot be read'; Kind = 'Unreadable'; Sequence = 4; Sql = "UPDATE Audit SET TimeUtc = 'x' WHERE Sequence = 4" }
        @{ Case = 'an entry was left out'; Kind = 'Missing'; Sequence = 3; Sql = 'DELETE FROM Audit WHERE Sequence = 3' }
        @{ Case = 'two entries changed places'; Kind = 'Reordered'; Sequence = 3; Sql = 'UPDATE Audit SET Sequence = -1 WHERE Sequence = 3; UPDATE Audit SET Sequence = 3 WHERE Sequence = 5; UPDATE Audit SET Sequence = 5 WHERE Sequence = -1' }
        @{ Case = 'the end was cut off'; Kind = 'Truncated'; Sequence = 3; Sql = 'DELETE FROM Audit WHERE Sequence > 2' }
        @{ Case = 'the passports were rolled back too'; Kind = 'Outdated'; Sequence = 3; Sql = "DELETE FROM Audit WHERE Sequence > 2; UPDATE Media SET AuditSequence = 0, AuditMac = zeroblob(32)" }
    ) {
        Invoke-Sqlite $archive $Sql
        $report = Test-OspacsArchive -Archive $archive -ErrorAction SilentlyContinue -ErrorVariable failures
        $report.IsIntact | Should -BeFalse
        $report.AuditBreak.Kind | Should -Be $Kind
        $report.AuditBreak.Sequence | Should -Be $Sequence
        $failures | Should -HaveCount 1
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'Ospacs.ArchiveDamaged,*'
        $failures[0].Exception.Message | Should -BeLike "The audit trail is broken at entry $Sequence ($Kind): *"
    }

    It 'calls an old backup one that was put back' {
        $backup = "$archive.backup"
        Copy-Item $archive $backup
        $item = Get-OspacsQuarantineItem -Archive $archive | Select-Object -First 1
        $item | Remove-OspacsQuarantineItem -Reason 'not of this trial' -Confirm:$false
        (Test-OspacsArchive -Archive $archive -ErrorAction Stop -WarningAction Stop).Anchored | Should -Be (Get-OspacsAudit -Archive $archive)[-1].Sequence
        (Get-OspacsAudit -Archive $archive)[-1].OldValue | Should -BeLike "$($item.Reason)*"
        Copy-Item $backup $archive
        $failure = Get-Failure { Test-OspacsArchive -Archive $archive }
        $failure.Exception.Message | Should -BeLike '*the database is older than the anchors of its identity folder. An old backup of it was put back*'
    }

    It 'holds the trail against an earlier bundle, and says when that is none' {
        $bundle = Join-Path $trial.Folder ([guid]::NewGuid())
        $null = Export-OspacsAudit -Archive $archive -Destination $bundle
        (Test-OspacsArchive -Archive $archive -Bundle "$bundle/audit.jsonl" -ErrorAction Stop).IsIntact | Should -BeTrue
        $other = Join-Path $trial.Folder ([guid]::NewGuid())
        $null = Export-OspacsAudit -Archive (New-OspacsArchive -Archive "$other.db" -Policy $trial.Policy).Archive -Destination $other
        (Get-Failure { Test-OspacsArchive -Archive $archive -Bundle $other }).Exception.Message | Should -BeLike '*(Rewritten)*the earlier bundle*'
        (Get-Failure { Test-OspacsArchive -Archive $archive -Bundle $trial.Policy }).FullyQualifiedErrorId | Should -BeLike 'Ospacs.InvalidArgument,*'
        (Get-Failure { Test-OspacsArchive -Archive $archive -Bundle "$bundle/none" }).FullyQualifiedErrorId | Should -BeLike 'Ospacs.PathNotFound,*'
    }

    It 'warns where the newest entries have no anchor' {
        Remove-Item "$archive.identity/audit.anchors"
        $report = Test-OspacsArchive -Archive $archive -ErrorAction Stop -WarningVariable warnings -WarningAction SilentlyContinue
        $report.IsIntact | Should -BeTrue
        $report.Anchored | Should -Be 0
        $warnings | Should -HaveCount 1
        $warnings[0] | Should -BeLike 'The identity folder has seen the audit trail up to entry 0,*'
    }
}

Describe 'Get-OspacsAudit for an inspector' {
    It 'filters by image, outcome and account' {
        $image = Get-OspacsImage -Archive $trial.Archive | Select-Object -First 1
        $image | Get-OspacsAudit | ForEach-Object SopInstanceUid | Sort-Object -Unique | Should -Be $image.SopInstanceUid
        Get-OspacsAudit -Archive $trial.Archive -Outcome Quarantined | ForEach-Object Outcome | Sort-Object -Unique | Should -Be 'Quarantined'
        $account = (Get-OspacsAudit -Archive $trial.Archive)[0].Account
        @(Get-OspacsAudit -Archive $trial.Archive -Account $account).Count | Should -Be @(Get-OspacsAudit -Archive $trial.Archive).Count
        Get-OspacsAudit -Archive $trial.Archive -Account nobody | Should -BeNullOrEmpty
    }

    It 'shows old and new value beside the reason' {
        $archive = Copy-Trial
        Get-OspacsQuarantineItem -Archive $archive | Select-Object -First 1 | Remove-OspacsQuarantineItem -Reason 'not of this trial' -Confirm:$false
        Get-OspacsAudit -Archive $archive -Action Discard | Out-String -Width 200 | Should -Match 'not of this trial; \w+.* ->'
    }
}

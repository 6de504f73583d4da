BeforeAll {
    . $PSScriptRoot/Common.ps1
}

Describe 'New-OspacsArchive' {
    BeforeAll {
        $trial = Build-SampleTrial
        $folder = (New-Item -ItemType Directory -Path (Join-Path $TestDrive ([guid]::NewGuid()))).FullName
    }

    It 'makes an archive of the policy''s trial, with an identity folder that only its owner may open' {
        $made = New-OspacsArchive -Archive "$folder/new.db" -Policy $trial.Policy
        $made.Protocol | Should -Be 'SAMPLE-1'
        $made.Sponsor | Should -Be 'Sample Trials Unit'
        $made.Engine | Should -Be 'SQLite'
        $made.Images | Should -Be 0
        "$folder/new.db" | Should -Exist
        "$folder/new.db.identity" | Should -Exist
        if (-not $IsWindows) {
            [System.IO.File]::GetUnixFileMode("$folder/new.db.identity") | Should -Be 'UserExecute, UserWrite, UserRead'
        }
    }

    It 'takes sponsor and protocol in place of the policy''s, and imports under the policy that it then keeps' {
        $made = New-OspacsArchive -Archive "$folder/named.db" -Policy $trial.Policy -Sponsor 'Another "Unit"' -Protocol 'P-9'
        $made.Sponsor | Should -Be 'Another "Unit"'
        $made.Protocol | Should -Be 'P-9'
        $medium = $trial.Media[1]
        $outcomes = Import-OspacsStudy $medium.Folder -Archive "$folder/named.db" -MediaRef M1 -Centre $medium.Centre -Registry $trial.Registry
        $outcomes.Outcome | Should -Contain 'Stored'
    }

    It 'begins with the shipped policy when only sponsor and protocol are given' {
        (New-OspacsArchive -Archive "$folder/shipped.db" -Sponsor 'A Unit' -Protocol 'P-1').Protocol | Should -Be 'P-1'
    }

    It 'writes nothing under -WhatIf' {
        $before = Get-TreeState $folder
        $null = New-OspacsArchive -Archive "$folder/whatif.db" -Policy $trial.Policy -WhatIf
        Get-TreeState $folder | Should -Be $before
        "$folder/whatif.db.identity" | Should -Not -Exist
    }

    It 'gives the schema under -WhatIf, and the "What if" stays with the host' {
        $scripts = @(New-OspacsArchive -Archive "$folder/whatif.db" -Policy $trial.Policy -WhatIf)
        $scripts | Should -BeOfType [string]
        $scripts[1] | Should -BeLike '-- schema-1.sql*CREATE TABLE Image*'
        -join $scripts | Should -Not -BeLike '*What if*'
        $failure = Get-Failure { New-OspacsArchive -Archive $trial.Archive -Policy $trial.Policy -WhatIf }
        $failure.FullyQualifiedErrorId | Should -BeLike 'Ospacs.ArchiveExists,*'
    }

    It 'gives a schema that can be applied by hand' -Skip:(-not (Get-Command sqlite3 -ErrorAction Ignore)) {
        New-OspacsArchive -Archive "$folder/hand.db" -Policy $trial.Policy -WhatIf > "$folder/schema.sql"
        $errors = Get-Content -Raw "$folder/schema.sql" | & sqlite3 -bail "$folder/hand.db" 2>&1
        $errors | Should -BeNullOrEmpty
        & sqlite3 "$folder/hand.db" 'PRAGMA user_version' | Should -Be (Get-OspacsArchive -Archive $trial.Archive).SchemaVersion
    }

    It 'finds a relative path where PowerShell is, not where its process began' {
        Push-Location $folder
        try {
            (New-OspacsArchive -Archive ./here.db -Policy $trial.Policy).Archive | Should -Be (Join-Path $folder 'here.db')
        }
        finally {
            Pop-Location
        }
        "$folder/here.db" | Should -Exist
    }

    It 'fails with <Id> when <Case>' -ForEach @(
        @{ Case = 'there is an archive already'; Id = 'Ospacs.ArchiveExists'; Do = { New-OspacsArchive -Archive $trial.Archive -Policy $trial.Policy } }
        @{ Case = 'the folder is missing'; Id = 'Ospacs.ArchiveNotFound'; Do = { New-OspacsArchive -Archive "$folder/none/a.db" -Policy $trial.Policy } }
        @{ Case = 'the policy file is missing'; Id = 'Ospacs.PathNotFound'; Do = { New-OspacsArchive -Archive "$folder/a.db" -Policy "$folder/none.json" } }
        @{ Case = 'the policy does not parse'; Id = 'Ospacs.PolicyInvalid'; Do = { '{ "sponsor": }' | Set-Content "$folder/bad.json"; New-OspacsArchive -Archive "$folder/a.db" -Policy "$folder/bad.json" } }
        @{ Case = 'the name is no path and no connection'; Id = 'Ospacs.InvalidArgument'; Do = { New-OspacsArchive -Archive nowhere -Policy $trial.Policy } }
    ) {
        $failure = Get-Failure $Do
        $failure.FullyQualifiedErrorId | Should -Be "$Id,Ospacs.PowerShell.Commands.NewOspacsArchiveCommand"
        $failure.Exception.Message | Should -Not -Match ([regex]::Escape($TestDrive))
        "$folder/a.db" | Should -Not -Exist
    }

    It 'tells line and column of what is wrong in a policy' {
        "{`n  `"sponsor`": 7 }" | Set-Content "$folder/wrong.json"
        (Get-Failure { New-OspacsArchive -Archive "$folder/b.db" -Policy "$folder/wrong.json" }).Exception.Message | Should -Match 'line 2, column 14'
    }
}

Describe 'Get-OspacsArchive' {
    BeforeAll {
        $trial = Build-SampleTrial -Import
    }

    It 'counts what is in the archive' {
        $found = Get-OspacsArchive -Archive $trial.Archive
        $found.Images | Should -Be @($trial.Outcomes | Where-Object Outcome -EQ Stored).Count
        $found.Subjects | Should -Be @($trial.Outcomes | Where-Object Outcome -EQ Stored | Select-Object -ExpandProperty SubjectId -Unique).Count
        $found.Centres | Should -Be 3
        $found.Media | Should -Be 3
        $found.Bytes | Should -BeGreaterThan 0
    }

    It 'needs neither key nor identity folder' {
        Rename-Item "$($trial.Archive).identity" away
        try {
            (Get-OspacsArchive -Archive $trial.Archive).Media | Should -Be 3
        }
        finally {
            Rename-Item (Join-Path $trial.Folder away) 'archive.db.identity'
        }
    }

    It 'takes the archive from $PSDefaultParameterValues' {
        $PSDefaultParameterValues = @{ '*-Ospacs*:Archive' = $trial.Archive }
        (Get-OspacsArchive).Archive | Should -Be $trial.Archive
    }

    It 'fails with an error that try and catch see when the archive is not there' {
        $id = try { Get-OspacsArchive -Archive "$($trial.Folder)/none.db" -ErrorAction Stop } catch { $_.FullyQualifiedErrorId }
        $id | Should -Be 'Ospacs.ArchiveNotFound,Ospacs.PowerShell.Commands.GetOspacsArchiveCommand'
    }

    It 'fails when the file is no archive' {
        'hello' | Set-Content "$($trial.Folder)/text.db"
        (Get-Failure { Get-OspacsArchive -Archive "$($trial.Folder)/text.db" }).FullyQualifiedErrorId | Should -BeLike 'Ospacs.NotAnArchive,*'
    }

    It 'is a line in a table' {
        $text = Get-OspacsArchive -Archive $trial.Archive | Out-String -Width 200
        $text | Should -Match 'Protocol\s+Centres\s+Subjects\s+Media\s+Images\s+Size'
        $text | Should -Match 'SAMPLE-1'
    }
}

Describe 'Test-OspacsArchive' {
    BeforeAll {
        $trial = Build-SampleTrial -Import
    }

    It 'finds a sound archive intact' {
        $report = Test-OspacsArchive -Archive $trial.Archive -ErrorAction Stop
        $report.IsIntact | Should -BeTrue
        $report.Images | Should -Be (Get-OspacsArchive -Archive $trial.Archive).Images
        $report.AuditEntries | Should -BeGreaterThan 0
        $report.Findings | Should -BeNullOrEmpty
    }

    It 'names the image whose bytes were changed, as an error and in its report' {
        $copy = "$($trial.Folder)/changed.db"
        Copy-Item $trial.Archive $copy
        Copy-Item "$($trial.Archive).identity" "$copy.identity" -Recurse
        $bytes = [System.IO.File]::ReadAllBytes($copy)
        # A letter of a text that every object has; some places are only what a page held before, and a page's end can part the text.
        $places = [regex]::Matches([System.Text.Encoding]::Latin1.GetString($bytes), 'PS3\.15 Basic').Index
        $places.Count | Should -BeGreaterThan 5
        foreach ($place in $places) {
            $bytes[$place] = $bytes[$place] -bxor 1
        }
        [System.IO.File]::WriteAllBytes($copy, $bytes)
        $report = Test-OspacsArchive -Archive $copy -ErrorAction SilentlyContinue -ErrorVariable failures
        $report.IsIntact | Should -BeFalse
        $report.Findings.Count | Should -BeIn (($report.Images - 2)..$report.Images)
        $report.Findings.Problem | Sort-Object -Unique | Should -Be 'AlteredBytes'
        $failures.Count | Should -Be $report.Findings.Count
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'Ospacs.ArchiveDamaged,*'
        { Test-OspacsArchive -Archive $copy -ErrorAction Stop } | Should -Throw -ErrorId 'Ospacs.ArchiveDamaged,*'
    }

    It 'finds an audit entry that was changed' -Skip:(-not (Get-Command sqlite3 -ErrorAction Ignore)) {
        $copy = "$($trial.Folder)/trail.db"
        Copy-Item $trial.Archive $copy
        Copy-Item "$($trial.Archive).identity" "$copy.identity" -Recurse
        # The schema forbids it; one who means harm takes its triggers away first.
        foreach ($trigger in & sqlite3 $copy "SELECT name FROM sqlite_master WHERE type = 'trigger'") {
            & sqlite3 $copy "DROP TRIGGER $trigger"
        }
        & sqlite3 $copy "UPDATE Audit SET Outcome = 'Stored' WHERE Outcome = 'Quarantined'"
        $report = Test-OspacsArchive -Archive $copy -ErrorAction SilentlyContinue
        $report.Findings.Problem | Should -Be 'BrokenAudit'
    }

    It 'fails with <Id> when the key is <Case>' -ForEach @(
        @{ Case = 'lost'; Id = 'Ospacs.KeyMissing' }
        @{ Case = 'another archive''s'; Id = 'Ospacs.WrongKey' }
    ) {
        $copy = "$($trial.Folder)/$([guid]::NewGuid()).db"
        Copy-Item $trial.Archive $copy
        if ($Case -ne 'lost') {
            $null = New-OspacsArchive -Archive "$($trial.Folder)/other.db" -Policy $trial.Policy
            Move-Item "$($trial.Folder)/other.db.identity" "$copy.identity"
        }
        (Get-Failure { Test-OspacsArchive -Archive $copy }).FullyQualifiedErrorId | Should -BeLike "$Id,*"
    }

    It 'reads the next images each time with -First, and begins again behind the last' {
        $all = (Get-OspacsArchive -Archive $trial.Archive).Images
        $first = Test-OspacsArchive -Archive $trial.Archive -First 2 -Restart -ErrorAction Stop
        $first.Images | Should -Be 2
        $first.IsWhole | Should -BeFalse
        $rest = Test-OspacsArchive -Archive $trial.Archive -First ($all - 2)
        $whole = Test-OspacsArchive -Archive $trial.Archive -ThrottleLimit 1
        $whole.IsWhole | Should -BeTrue
        $whole.IsResumed | Should -BeFalse
        $first.Bytes + $rest.Bytes | Should -Be $whole.Bytes
        (Test-OspacsArchive -Archive $trial.Archive -First 2).Bytes | Should -Be $first.Bytes
    }

    It 'reads a sample, and holds the rest against each other all the same' -Skip:(-not (Get-Command sqlite3 -ErrorAction Ignore)) {
        $copy = "$($trial.Folder)/totals.db"
        Copy-Item $trial.Archive $copy
        Copy-Item "$($trial.Archive).identity" "$copy.identity" -Recurse
        & sqlite3 $copy 'UPDATE CentreTotal SET Images = Images + 1'
        $report = Test-OspacsArchive -Archive $copy -SamplePercent 0.01 -ErrorAction SilentlyContinue -ErrorVariable failures
        $report.Findings.Problem | Sort-Object -Unique | Should -Be 'WrongTotals'
        $report.AuditEntries | Should -BeGreaterThan 0
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'Ospacs.ArchiveDamaged,*'
    }

    It 'takes -First or -SamplePercent, not both' {
        { Test-OspacsArchive -Archive $trial.Archive -First 1 -SamplePercent 1 } | Should -Throw -ErrorId 'AmbiguousParameterSet,*'
    }

    It 'writes nothing to the archive' {
        $before = (Get-FileHash -LiteralPath $trial.Archive).Hash
        $null = Test-OspacsArchive -Archive $trial.Archive
        (Get-FileHash -LiteralPath $trial.Archive).Hash | Should -Be $before
    }
}

Describe 'Update-OspacsArchive' {
    BeforeAll {
        $trial = Build-SampleTrial
        $version = (Get-OspacsArchive -Archive $trial.Archive).SchemaVersion
    }

    It 'says by two equal numbers that nothing was to be done' {
        $update = Update-OspacsArchive -Archive $trial.Archive -ErrorAction Stop
        $update.Before, $update.Now | Should -Be $version, $version
        $update.Engine | Should -Be 'SQLite'
        $update.Archive | Should -Be $trial.Archive
        Update-OspacsArchive -Archive $trial.Archive -WhatIf | Should -BeNullOrEmpty
        ($update | Out-String -Width 200) | Should -Match 'Archive\s+Engine\s+Before\s+Now'
    }

    It 'brings an older schema up, and prints what it would do' -Skip:(-not (Get-Command sqlite3 -ErrorAction Ignore)) {
        $old = "$($trial.Folder)/old.db"
        Copy-Item $trial.Archive $old
        Copy-Item "$($trial.Archive).identity" "$old.identity" -Recurse
        $null = & sqlite3 $old 'DROP TABLE SubjectTotal; DROP TABLE CentreTotal; DROP TABLE ArchiveTotal; DROP TRIGGER Archive_Fixed; UPDATE Archive SET SchemaVersion = 2; CREATE TRIGGER Archive_Fixed BEFORE UPDATE ON Archive BEGIN SELECT RAISE(ABORT, ''fixed: Archive''); END; PRAGMA user_version = 2'
        $before = (Get-FileHash -LiteralPath $old).Hash
        $scripts = Update-OspacsArchive -Archive $old -WhatIf
        -join $scripts | Should -BeLike '*CREATE TABLE SubjectTotal*COMMIT*'
        (Get-FileHash -LiteralPath $old).Hash | Should -Be $before
        $update = Update-OspacsArchive -Archive $old
        $update.Before, $update.Now | Should -Be 2, $version
        (Test-OspacsArchive -Archive $old -ErrorAction Stop).IsIntact | Should -BeTrue
    }

    It 'fails with <Id> when <Case>' -ForEach @(
        @{ Case = 'there is no archive'; Id = 'Ospacs.ArchiveNotFound'; Do = { Update-OspacsArchive -Archive "$($trial.Folder)/none.db" } }
        @{ Case = 'there is no archive that scripts could be printed for'; Id = 'Ospacs.ArchiveNotFound'; Do = { Update-OspacsArchive -Archive "$($trial.Folder)/none.db" -WhatIf } }
        @{ Case = 'the file is none'; Id = 'Ospacs.NotAnArchive'; Do = { 'hello' | Set-Content "$($trial.Folder)/text.db"; Update-OspacsArchive -Archive "$($trial.Folder)/text.db" } }
        @{ Case = 'no connection has the name'; Id = 'Ospacs.InvalidArgument'; Do = { Update-OspacsArchive -Archive nowhere } }
    ) {
        $failure = Get-Failure $Do
        $failure.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $failure.Exception.Message | Should -Not -Match ([regex]::Escape($TestDrive))
    }
}

Describe '-Archive' {
    It 'completes the names of connections, and paths' {
        $folder = (New-Item -ItemType Directory -Path (Join-Path $TestDrive ([guid]::NewGuid()))).FullName
        '{ "connections": { "trial one": { "engine": "PostgreSQL" }, "tri2": {}, "other": {} } }' | Set-Content "$folder/connections.json"
        'x' | Set-Content "$folder/tri3.db"
        $before = $env:OSPACS_CONNECTIONS
        $env:OSPACS_CONNECTIONS = "$folder/connections.json"
        Push-Location $folder
        try {
            foreach ($command in 'Get-OspacsArchive', 'Test-OspacsPolicy') {
                $line = "$command -Archive tri"
                $found = (TabExpansion2 $line $line.Length).CompletionMatches
                $found.CompletionText | Should -Be 'tri2', "'trial one'", (Join-Path . 'tri3.db')
            }
        }
        finally {
            Pop-Location
            $env:OSPACS_CONNECTIONS = $before
        }
    }

    It 'says of a name that is no connection where connections are' {
        (Get-Failure { Get-OspacsArchive -Archive nowhere }).Exception.Message | Should -BeLike '*configuration file of connections*none of that name*named by a path*'
    }
}

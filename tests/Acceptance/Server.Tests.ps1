# The module on real database servers, started for these scenarios and stopped with them.

BeforeDiscovery {
    $servers = @(
        @{ Engine = 'PostgreSQL'; Connection = 'postgresql'; Program = 'initdb' }
        @{ Engine = 'MySQL'; Connection = 'mariadb'; Program = 'mariadbd' }
    )
    # Where Debian puts them, not all are on the path of every account.
    $there = { (Get-Command $_.Program -ErrorAction Ignore) -or (Test-Path "/usr/sbin/$($_.Program)") -or (Test-Path "/usr/lib/postgresql/*/bin/$($_.Program)") }
    $present = @($servers | Where-Object $there)
    $missing = @($servers | Where-Object { -not (& $there) })
}

Describe 'An archive on <Engine>' -ForEach $missing {
    It 'is not tried, since there is no <Program>' -Skip { }
}

Describe 'An archive on <Engine>' -ForEach $present {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $start = [System.Diagnostics.ProcessStartInfo]::new('bash')
        $script = (Resolve-Path (Join-Path $PSScriptRoot '../../bench/servers-for.sh')).Path
        $folder = [System.IO.Directory]::CreateTempSubdirectory('ospacs-servers-').FullName
        foreach ($argument in @($script, $folder, $Connection)) {
            $start.ArgumentList.Add($argument)
        }
        $start.RedirectStandardInput = $true
        $start.RedirectStandardOutput = $true
        $server = [System.Diagnostics.Process]::Start($start)
        $server.StandardOutput.ReadLine() | Should -Be 'ready'
        $env:OSPACS_CONNECTIONS = Join-Path $folder 'connections.json'
        $trial = Build-SampleTrial
        $archive = $Connection
    }

    AfterAll {
        Remove-Item env:OSPACS_CONNECTIONS
        $server.StandardInput.Close()
        $server.WaitForExit(60000) | Should -BeTrue
        Remove-Item -LiteralPath $folder -Recurse -Force
    }

    It 'prints the schema for a DBA under -WhatIf and makes nothing' {
        $printed = New-OspacsArchive -Archive $archive -Policy $trial.Policy -WhatIf
        ($printed -join "`n") | Should -Match 'CREATE TABLE (IF NOT EXISTS )?\S*Image\b'
        (Get-Failure { Get-OspacsArchive -Archive $archive }).FullyQualifiedErrorId | Should -BeLike 'Ospacs.ArchiveNotFound,*'
    }

    It 'is made under a connection''s name, and its identity folder where the configuration says' {
        $made = New-OspacsArchive -Archive $archive -Policy $trial.Policy -WarningAction SilentlyContinue
        $made.Archive | Should -Be $archive
        $made.Engine | Should -Be $Engine
        Join-Path $folder "$archive.identity/archive.key" | Should -Exist
        (Get-Failure { New-OspacsArchive -Archive $archive -Policy $trial.Policy }).FullyQualifiedErrorId | Should -BeLike 'Ospacs.ArchiveExists,*'
    }

    It 'takes the sample in as a file does' {
        foreach ($medium in $trial.Media) {
            $here = Import-OspacsStudy $medium.Folder -Archive $archive -MediaRef $medium.MediaRef -Centre $medium.Centre -Registry $trial.Registry -ErrorAction SilentlyContinue
            $again = Import-OspacsStudy $medium.Folder -Archive $archive -MediaRef $medium.MediaRef -Centre $medium.Centre -Registry $trial.Registry -ErrorAction SilentlyContinue
            $again.Count | Should -Be $here.Count
            @($again | Where-Object Outcome -EQ Stored).Count | Should -Be 0
            @($again | Where-Object Outcome -EQ AlreadyStored).Count | Should -Be @($here | Where-Object Outcome -In Stored, AlreadyStored).Count
        }
        $file = Build-SampleTrial -Import
        $pick = { "$($_.Centre) $($_.SubjectId) $($_.StudyDate) $($_.InstanceNumber) $($_.NumberOfFrames) $($_.Rule)" }
        @(Get-OspacsImage -Archive $archive | ForEach-Object $pick) | Should -Be @(Get-OspacsImage -Archive $file.Archive | ForEach-Object $pick)
        (Get-OspacsArchive -Archive $archive).Images | Should -Be (Get-OspacsArchive -Archive $file.Archive).Images
        @(Get-OspacsMedia -Archive $archive | ForEach-Object { "$($_.MediaRef) $($_.Found) $($_.Stored) $($_.Quarantined)" }) | Should -Be @(Get-OspacsMedia -Archive $file.Archive | ForEach-Object { "$($_.MediaRef) $($_.Found) $($_.Stored) $($_.Quarantined)" })
    }

    It 'writes a medium through a pipeline, moves and removes with a reason, and verifies whole' {
        $report = Get-OspacsImage -Archive $archive -SubjectId T1001 | Export-OspacsMedia -Destination (Join-Path $TestDrive "disc-$archive")
        $report.Images | Should -BeGreaterThan 0
        $image = Get-OspacsImage -Archive $archive -SubjectId T2002 | Select-Object -First 1
        $moved = $image | Move-OspacsImage -SubjectId T2001 -Reason 'The discs were swapped' -Confirm:$false
        $moved | Should -Not -BeNullOrEmpty
        @(Get-OspacsImage -Archive $archive -SubjectId T2002).Count | Should -Be 0
        Get-OspacsImage -Archive $archive -SubjectId T3002 | Select-Object -First 1 | Remove-OspacsImage -Reason 'Consent withdrawn' -Confirm:$false | Should -Not -BeNullOrEmpty
        $test = Test-OspacsArchive -Archive $archive
        $test.IsIntact | Should -BeTrue
        $test.Images | Should -Be (Get-OspacsArchive -Archive $archive).Images
    }

    It 'completes connection names' {
        $text = 'Get-OspacsArchive -Archive ' + $archive.Substring(0, 3)
        ([System.Management.Automation.CommandCompletion]::CompleteInput($text, $text.Length, $null)).CompletionMatches.CompletionText | Should -Contain $archive
    }

    It 'says that a name is none, and that a server is not there, without naming it' {
        (Get-Failure { Get-OspacsArchive -Archive nowhere }).FullyQualifiedErrorId | Should -BeLike 'Ospacs.InvalidArgument,*'
        $text = Get-Content -Raw -LiteralPath $env:OSPACS_CONNECTIONS
        $kept = $env:OSPACS_CONNECTIONS
        $env:OSPACS_CONNECTIONS = Join-Path $folder 'wrong.json'
        try {
            $text -replace '"port": \d+', '"port": 9' | Set-Content -LiteralPath $env:OSPACS_CONNECTIONS
            if (-not $IsWindows) {
                [System.IO.File]::SetUnixFileMode($env:OSPACS_CONNECTIONS, 'UserRead, UserWrite')
            }
            $failure = Get-Failure { Get-OspacsArchive -Archive $archive }
            $failure.FullyQualifiedErrorId | Should -BeLike 'Ospacs.ServerUnreachable,*'
            $failure.Exception.Message | Should -Not -Match '127\.0\.0\.1|owner|bench'
            $text -replace '"password": "\w+"', '"password": "wrong"' -replace '"user": "\w+"', '"user": "nobody"' | Set-Content -LiteralPath $env:OSPACS_CONNECTIONS
            $failure = Get-Failure { Get-OspacsArchive -Archive $archive }
            $failure.FullyQualifiedErrorId | Should -BeLike 'Ospacs.AccessDenied,*'
            $failure.Exception.Message | Should -Not -Match '127\.0\.0\.1|nobody|wrong'
        }
        finally {
            $env:OSPACS_CONNECTIONS = $kept
        }
    }
}

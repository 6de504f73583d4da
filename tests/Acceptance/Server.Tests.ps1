# The module on real database servers, started for these scenarios and stopped with them.

BeforeDiscovery {
    . $PSScriptRoot/Servers.ps1
    $present, $missing = @(Get-TestServer).Where({ $_.IsHere }, 'Split')
}

Describe 'An archive on <Engine>' -ForEach $missing {
    It 'is not tried, since its server is not installed' -Skip { }
}

Describe 'An archive on <Engine>' -ForEach $present {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        . $PSScriptRoot/Servers.ps1
        $server = Open-TestServer $Connection
        $trial = Build-SampleTrial
        $archive = $Connection
    }

    AfterAll {
        Close-TestServer $server
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
        Join-Path $server.Folder "$archive.identity/archive.key" | Should -Exist
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
        $failure = Use-OtherConnection $server { $_ -replace '"port": \d+', '"port": 9' } { Get-Failure { Get-OspacsArchive -Archive $archive } }
        $failure.FullyQualifiedErrorId | Should -BeLike 'Ospacs.ServerUnreachable,*'
        $failure.Exception.Message | Should -Not -Match '127\.0\.0\.1|owner|bench'
        $failure = Use-OtherConnection $server { $_ -replace '"password": "\w+"', '"password": "wrong"' -replace '"user": "\w+"', '"user": "nobody"' } { Get-Failure { Get-OspacsArchive -Archive $archive } }
        $failure.FullyQualifiedErrorId | Should -BeLike 'Ospacs.AccessDenied,*'
        $failure.Exception.Message | Should -Not -Match '127\.0\.0\.1|nobody|wrong'
    }
}

BeforeAll {
    . $PSScriptRoot/Common.ps1
}

Describe 'Import-OspacsStudy -Compression' {
    It 'stores what came without loss in <Compression>' -ForEach @(
        @{ Compression = 'JpegLsLossless'; Uid = '1.2.840.10008.1.2.4.80' }
        @{ Compression = 'RleLossless'; Uid = '1.2.840.10008.1.2.5' }
    ) {
        $trial = Build-SampleTrial
        $outcomes = foreach ($medium in $trial.Media) {
            Import-OspacsStudy -LiteralPath $medium.Folder -Archive $trial.Archive -MediaRef $medium.MediaRef -Centre $medium.Centre -Registry $trial.Registry -Compression $Compression -ErrorAction SilentlyContinue
        }
        $stored = @($outcomes | Where-Object Outcome -EQ Stored)
        $stored.Count | Should -Be @($trial.Media.Files | Where-Object Outcome -EQ Stored).Count
        $stored.TransferSyntaxUid | Sort-Object -Unique | Should -Be $Uid
        ($stored | Measure-Object StoredBytes -Sum).Sum | Should -Be (Get-OspacsImage -Archive $trial.Archive | Measure-Object Size -Sum).Sum
        (Get-OspacsImage -Archive $trial.Archive).TransferSyntaxUid | Sort-Object -Unique | Should -Be $Uid
        (Test-OspacsArchive -Archive $trial.Archive -ErrorAction Stop).IsIntact | Should -BeTrue
    }

    It 'completes the compressions, and refuses what is none' {
        $line = 'Import-OspacsStudy . -Compression '
        (TabExpansion2 -inputScript $line -cursorColumn $line.Length).CompletionMatches.CompletionText | Should -Be 'JpegLsLossless', 'None', 'RleLossless'
        (Get-Failure { Import-OspacsStudy . -Archive x.db -MediaRef M1 -Centre C01 -Registry r.csv -Compression Zip }).FullyQualifiedErrorId | Should -BeLike 'CannotConvertArgument*'
    }

    It 'says how far a mask grew to the edges of blocks' -Skip:(-not (Get-Command dcmcjpeg -ErrorAction Ignore)) {
        $trial = Build-SampleTrial
        $medium = $trial.Media[0]
        $file = $medium.Files | Where-Object Outcome -EQ Stored | Select-Object -First 1
        $path = Join-Path $medium.Folder $file.Name
        & dcmcjpeg +eb $path $path
        $LASTEXITCODE | Should -Be 0
        $outcome = Import-OspacsStudy -LiteralPath $path -Archive $trial.Archive -MediaRef J1 -Centre $medium.Centre -Registry $trial.Registry
        $outcome.Outcome | Should -Be Stored -Because $outcome.Message
        $outcome.TransferSyntaxUid | Should -Be '1.2.840.10008.1.2.4.50'
        # 44 rows above and 24 below, to blocks of eight or, of colours, sixteen.
        $outcome.MaskGrowth | Should -BeGreaterThan 3
        $outcome.MaskGrowth | Should -BeLessThan 16
    }
}

Describe 'Optimize-OspacsArchive' {
    BeforeEach {
        $trial = Build-SampleTrial -Import
        $before = @(Get-OspacsImage -Archive $trial.Archive)
    }

    It 'compresses every image, and the pixels stay the same' {
        $report = Optimize-OspacsArchive -Archive $trial.Archive -ErrorAction Stop
        $report.Images | Should -Be $before.Count
        $report.Compressed | Should -Be $before.Count
        $report.Damaged | Should -Be 0
        $report.BytesBefore | Should -Be ($before | Measure-Object Size -Sum).Sum
        $after = @(Get-OspacsImage -Archive $trial.Archive)
        $report.BytesAfter | Should -Be ($after | Measure-Object Size -Sum).Sum
        $report.BytesSaved | Should -BeGreaterThan 0
        $report.FreeBytes | Should -BeGreaterThan 0
        $after.TransferSyntaxUid | Sort-Object -Unique | Should -Be '1.2.840.10008.1.2.4.80'
        $after.SopInstanceUid | Should -Be $before.SopInstanceUid
        $after.Version | Sort-Object -Unique | Should -Be 2
        foreach ($at in 0..($before.Count - 1)) {
            [Convert]::ToHexString($after[$at].PixelSha256) | Should -Be ([Convert]::ToHexString($before[$at].PixelSha256))
        }
        @(Get-OspacsAudit -Archive $trial.Archive | Where-Object Action -EQ Optimize).Count | Should -Be $before.Count
        (Test-OspacsArchive -Archive $trial.Archive -ErrorAction Stop).IsIntact | Should -BeTrue
    }

    It 'passes over what is compressed already' {
        $null = Optimize-OspacsArchive -Archive $trial.Archive
        $state = Get-TreeState $trial.Folder
        $again = Optimize-OspacsArchive -Archive $trial.Archive
        $again.Compressed | Should -Be 0
        $again.AlreadyCompressed | Should -Be $before.Count
        Get-TreeState $trial.Folder | Should -Be $state
    }

    It 'takes only the images that are asked for' {
        $report = Optimize-OspacsArchive -Archive $trial.Archive -Centre C02 -Compression RleLossless
        $report.Images | Should -Be @($before | Where-Object Centre -EQ C02).Count
        Get-OspacsImage -Archive $trial.Archive | Where-Object { $_.Version -gt 1 -and $_.Centre -ne 'C02' } | Should -BeNullOrEmpty
    }

    It 'gives the room back to the disk with -Compact' {
        $size = (Get-Item $trial.Archive).Length
        $report = Optimize-OspacsArchive -Archive $trial.Archive -Compact
        $report.FreeBytes | Should -Be 0
        $report.ArchiveBytes | Should -Be (Get-Item $trial.Archive).Length
        $report.ArchiveBytes | Should -BeLessThan $size
        (Test-OspacsArchive -Archive $trial.Archive -ErrorAction Stop).IsIntact | Should -BeTrue
    }

    It 'writes nothing under -WhatIf' {
        $state = Get-TreeState $trial.Folder
        Optimize-OspacsArchive -Archive $trial.Archive -Compact -WhatIf | Should -BeNullOrEmpty
        Get-TreeState $trial.Folder | Should -Be $state
    }

    It 'exports what it compressed, on a medium that every reader knows' {
        $null = Optimize-OspacsArchive -Archive $trial.Archive
        $disc = Join-Path $trial.Folder out
        $report = Get-OspacsImage -Archive $trial.Archive | Export-OspacsMedia $disc -ErrorAction Stop
        $report.Images | Should -Be $before.Count
        $report.Transcoded | Should -Be $before.Count
    }

    It 'tells of an image that is damaged, and leaves it' -Skip:(-not (Get-Command sqlite3 -ErrorAction Ignore)) {
        & sqlite3 $trial.Archive "UPDATE ImagePart SET Bytes = CAST(substr(Bytes, 1, length(Bytes) - 1) || x'5A' AS BLOB) WHERE ImageId = 3"
        $report = Optimize-OspacsArchive -Archive $trial.Archive -ErrorAction SilentlyContinue -ErrorVariable failures
        $report.Damaged | Should -Be 1
        $report.Compressed | Should -Be ($before.Count - 1)
        $failures | Should -HaveCount 1
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'Ospacs.ImageNotCompressed,*'
        $failures[0].TargetObject.ImageId | Should -Be 3
    }

    It 'fails with <Id> when <Case>' -ForEach @(
        @{ Case = 'the archive is not there'; Id = 'Ospacs.ArchiveNotFound'; Archive = 'none.db' }
        @{ Case = 'the archive is no archive'; Id = 'Ospacs.NotAnArchive'; Archive = 'registry.csv' }
    ) {
        (Get-Failure { Optimize-OspacsArchive -Archive (Join-Path $trial.Folder $Archive) }).FullyQualifiedErrorId | Should -BeLike "$Id,*"
    }

    It 'is completed by the next run when it was killed' -Skip:(-not $IsLinux) {
        $large = Build-LargeTrial -Count 1500
        $null = Import-OspacsStudy -LiteralPath $large.Disc -Archive $large.Archive -MediaRef L1 -Centre C07 -Registry $large.Registry
        foreach ($wait in 200, 700) {
            $script = Join-Path $TestDrive "$([guid]::NewGuid()).ps1"
            'param($Module, $Archive) Import-Module $Module; "ready"; Optimize-OspacsArchive -Archive $Archive -Compression RleLossless' | Set-Content -LiteralPath $script
            $start = [System.Diagnostics.ProcessStartInfo]::new((Get-Process -Id $PID).Path)
            '-NoProfile', '-NonInteractive', '-File', $script, $Module, $large.Archive | ForEach-Object { $start.ArgumentList.Add($_) }
            $start.RedirectStandardOutput = $true
            $child = [System.Diagnostics.Process]::Start($start)
            $child.StandardOutput.ReadLine() | Should -Match 'ready'
            Start-Sleep -Milliseconds $wait
            $child.Kill()
            $child.WaitForExit()
            (Test-OspacsArchive -Archive $large.Archive -ErrorAction Stop).IsIntact | Should -BeTrue
        }
        $report = Optimize-OspacsArchive -Archive $large.Archive -Compression RleLossless -ErrorAction Stop
        $report.Images | Should -Be $large.Count
        $report.Compressed + $report.AlreadyCompressed + $report.Kept | Should -Be $large.Count
        (Test-OspacsArchive -Archive $large.Archive -ErrorAction Stop).IsIntact | Should -BeTrue
    }

    It 'stops with its pipeline and leaves a sound archive' {
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript({
                    param($Module, $Archive)
                    Import-Module $Module
                    Optimize-OspacsArchive -Archive $Archive
                }).AddArgument($Module).AddArgument($trial.Archive)
            $null = $shell.BeginInvoke()
            Start-Sleep -Milliseconds 150
            $shell.Stop()
            $shell.InvocationStateInfo.State | Should -BeIn Stopped, Completed
        }
        finally {
            $shell.Dispose()
        }
        (Test-OspacsArchive -Archive $trial.Archive -ErrorAction Stop).IsIntact | Should -BeTrue
        (Optimize-OspacsArchive -Archive $trial.Archive -ErrorAction Stop).Damaged | Should -Be 0
        (Get-OspacsImage -Archive $trial.Archive).TransferSyntaxUid | Sort-Object -Unique | Should -Be '1.2.840.10008.1.2.4.80'
    }
}

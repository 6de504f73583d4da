BeforeAll {
    . $PSScriptRoot/Common.ps1
    $script:trial = Build-SampleTrial -Import
}

Describe 'Export-OspacsMedia' {
    BeforeEach {
        $disc = Join-Path $trial.Folder ([guid]::NewGuid())
    }

    It 'writes what Get-OspacsImage finds, and just works' {
        $report = Get-OspacsImage -Archive $trial.Archive -Centre C01 | Export-OspacsMedia -Destination $disc
        $images = @(Get-OspacsImage -Archive $trial.Archive -Centre C01)
        $report.Images | Should -Be $images.Count
        $report.Subjects | Should -Be 2
        $report.Refused | Should -BeNullOrEmpty
        Join-Path $disc DICOMDIR | Should -Exist
        foreach ($file in $report.Files) {
            $path = Join-Path $disc $file.FileId
            (Get-FileHash -LiteralPath $path).Hash | Should -Be ([Convert]::ToHexString($file.Sha256))
            $file.FileId | Should -Match '^([A-Z0-9_]{1,8}/){0,7}[A-Z0-9_]{1,8}$'
        }
    }

    It 'can be taken in again: every image is known' {
        $null = Get-OspacsImage -Archive $trial.Archive | Export-OspacsMedia $disc -Label 'SAMPLE 1'
        $registry = Join-Path $trial.Folder 'subjects.csv'
        'SubjectId,PatientId,FamilyName,GivenName,BirthDate,Sex,Centre' | Set-Content $registry
        Get-OspacsImage -Archive $trial.Archive | Sort-Object SubjectId -Unique | ForEach-Object { "$($_.SubjectId),$($_.SubjectId),$($_.SubjectId),,,,C09" | Add-Content $registry }
        $checks = @(Test-OspacsPatient $disc -Centre C09 -Registry $registry -Policy $trial.Policy | Where-Object { $null -ne $_.Status })
        $checks.Count | Should -Be @(Get-OspacsImage -Archive $trial.Archive).Count
        $checks.SubjectId | Sort-Object -Unique | Should -Be (Get-OspacsImage -Archive $trial.Archive | ForEach-Object SubjectId | Sort-Object -Unique)
    }

    It 'leaves no identity on the medium' {
        $null = Get-OspacsImage -Archive $trial.Archive | Export-OspacsMedia $disc
        $values = $trial.Media.Files.IdentityValues | Where-Object Length -GE 4 | Sort-Object -Unique
        foreach ($file in Get-ChildItem $disc -Recurse -File) {
            $text = [System.Text.Encoding]::Latin1.GetString([System.IO.File]::ReadAllBytes($file.FullName))
            $values | Where-Object { $text.Contains($_) } | Should -BeNullOrEmpty
        }
    }

    It 'writes an image once, however often it is given' {
        $images = @(Get-OspacsImage -Archive $trial.Archive -SubjectId T1001)
        ($images + $images | Export-OspacsMedia $disc).Images | Should -Be $images.Count
        (Export-OspacsMedia "$disc-2" -InputObject $images -Archive $trial.Archive).Images | Should -Be $images.Count
    }

    It 'writes nothing under -WhatIf' {
        $before = Get-TreeState $trial.Folder
        Get-OspacsImage -Archive $trial.Archive | Export-OspacsMedia $disc -WhatIf | Should -BeNullOrEmpty
        Get-TreeState $trial.Folder | Should -Be $before
        $disc | Should -Not -Exist
    }

    It 'tells once of images that the profile leaves out' {
        $report = Get-OspacsImage -Archive $trial.Archive -SubjectId T1001 | Export-OspacsMedia $disc -Profile STD-US-ID-SF -ErrorAction SilentlyContinue -ErrorVariable failures
        $report.Refused.Reason | Should -Be SopClass
        $failures | Should -HaveCount 1
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'Ospacs.ImagesRefused,*'
        $report.Images | Should -Be 3
    }

    It 'writes beside other files only under -Force, and never over a DICOMDIR' {
        $null = New-Item -ItemType Directory $disc
        'notes' | Set-Content (Join-Path $disc 'notes.txt')
        (Get-Failure { Get-OspacsImage -Archive $trial.Archive -SubjectId T1002 | Export-OspacsMedia $disc }).FullyQualifiedErrorId | Should -BeLike 'Ospacs.DestinationNotEmpty,*'
        @(Get-ChildItem $disc).Count | Should -Be 1
        (Get-OspacsImage -Archive $trial.Archive -SubjectId T1002 | Export-OspacsMedia $disc -Force).OtherFiles | Should -Be 1
        Get-Content (Join-Path $disc 'notes.txt') | Should -Be notes
        (Get-Failure { Get-OspacsImage -Archive $trial.Archive -SubjectId T1002 | Export-OspacsMedia $disc -Force }).FullyQualifiedErrorId | Should -BeLike 'Ospacs.DestinationHasDirectory,*'
    }

    It 'fails with <Id> when <Case>' -ForEach @(
        @{ Case = 'nothing was found'; Id = 'Ospacs.NothingChosen'; Do = { Get-OspacsImage -Archive $trial.Archive -SubjectId T0 | Export-OspacsMedia $disc } }
        @{ Case = 'there is no such profile'; Id = 'Ospacs.InvalidArgument'; Do = { Get-OspacsImage -Archive $trial.Archive | Export-OspacsMedia $disc -Profile STD-XX } }
        @{ Case = 'the profile never allows the compression'; Id = 'Ospacs.InvalidArgument'; Do = { Get-OspacsImage -Archive $trial.Archive | Export-OspacsMedia $disc -Compression RleLossless } }
        @{ Case = 'the label cannot be written'; Id = 'Ospacs.InvalidArgument'; Do = { Get-OspacsImage -Archive $trial.Archive | Export-OspacsMedia $disc -Label 'a label' } }
    ) {
        $failure = Get-Failure $Do
        $failure.FullyQualifiedErrorId | Should -Be "$Id,Ospacs.PowerShell.Commands.ExportOspacsMediaCommand"
        $disc | Should -Not -Exist
    }

    It 'exports from the archive that the images came from, whatever the session''s default' {
        $other = Build-SampleTrial
        $PSDefaultParameterValues = @{ '*-Ospacs*:Archive' = $other.Archive }
        (Get-OspacsImage -Archive $trial.Archive -SubjectId T1002 | Export-OspacsMedia $disc).Images | Should -Be 1
    }

    It 'refuses images of several archives' {
        $other = Build-SampleTrial -Import
        $failure = Get-Failure { $trial.Archive, $other.Archive | ForEach-Object { Get-OspacsImage -Archive $_ } | Export-OspacsMedia $disc }
        $failure.FullyQualifiedErrorId | Should -BeLike 'Ospacs.InvalidArgument,*'
        $disc | Should -Not -Exist
    }

    It 'completes the names of profiles' {
        $line = 'Export-OspacsMedia -Destination x -Profile STD-US-I'
        (TabExpansion2 -inputScript $line -cursorColumn $line.Length).CompletionMatches.CompletionText | Should -Be 'STD-US-ID-SF', 'STD-US-ID-MF'
    }

    It 'compresses in <_>, every frame of it' -ForEach 'RleLossless', 'JpegLsLossless' {
        $syntax = @{ RleLossless = '1.2.840.10008.1.2.5'; JpegLsLossless = '1.2.840.10008.1.2.4.80' }[$_]
        $plain = Get-OspacsImage -Archive $trial.Archive | Export-OspacsMedia "$disc-plain" -Profile AsStored
        $plain.Transcoded | Should -Be 0
        $report = Get-OspacsImage -Archive $trial.Archive | Export-OspacsMedia $disc -Profile AsStored -Compression $_
        $report.Images | Should -Be $plain.Images
        $changed = @($report.Files | Where-Object IsTranscoded)
        $changed.Count | Should -BeGreaterThan 0
        $changed.TransferSyntaxUid | Sort-Object -Unique | Should -Be $syntax
        $report.Transcoded | Should -Be $changed.Count
        $report.TranscodedBytes | Should -Be ($changed | Measure-Object Bytes -Sum).Sum
        $report.Bytes | Should -BeLessThan $plain.Bytes
        # That the pixels are the same to others too is for the tests of the archive.
        $images = Get-OspacsImage -Archive $trial.Archive
        foreach ($file in $changed) {
            $image = $images | Where-Object ImageId -EQ $file.ImageId
            $written = [Ospacs.Dicom.Reading.DicomFile]::Open((Join-Path $disc $file.FileId))
            try {
                $written.TransferSyntax.Uid | Should -Be $syntax
                $pixels = [Ospacs.Dicom.Pixels.PixelDescription]::Of($written.Dataset, $written.TransferSyntax)
                $frames = [Ospacs.Dicom.Pixels.Codecs.PixelFrames]::Of($pixels, $written.Dataset, $written.TransferSyntax)
                $frames.Count | Should -Be $image.NumberOfFrames
                $frames.Dispose()
            }
            finally {
                $written.Dispose()
            }
        }
    }

    It 'says which profiles allow a compression' {
        $failure = Get-Failure { Get-OspacsImage -Archive $trial.Archive | Export-OspacsMedia $disc -Profile STD-US-ID-MF -Compression JpegLsLossless }
        $failure.FullyQualifiedErrorId | Should -BeLike 'Ospacs.InvalidArgument,*'
        $failure.Exception.Message | Should -BeLike '*never allows JPEGLSLossless*AsStored*'
        $disc | Should -Not -Exist
    }

    It 'takes no compression that there is not, and nothing under -WhatIf' {
        $failure = Get-Failure { Get-OspacsImage -Archive $trial.Archive | Export-OspacsMedia $disc -Compression Zip }
        $failure.FullyQualifiedErrorId | Should -Be 'CannotConvertArgumentNoMessage,Ospacs.PowerShell.Commands.ExportOspacsMediaCommand'
        $failure.Exception.Message | Should -BeLike '*RleLossless*'
        Get-OspacsImage -Archive $trial.Archive | Export-OspacsMedia $disc -Profile AsStored -Compression RleLossless -WhatIf | Should -BeNullOrEmpty
        $disc | Should -Not -Exist
    }

    It 'completes compressions' {
        $line = 'Export-OspacsMedia -Destination x -Compression '
        (TabExpansion2 -inputScript $line -cursorColumn $line.Length).CompletionMatches.CompletionText | Should -Be 'JpegLsLossless', 'None', 'RleLossless'
    }

    It 'labels a medium that is under no profile' {
        (Get-OspacsImage -Archive $trial.Archive -SubjectId T1001 | Export-OspacsMedia $disc -Profile AsStored).IsStandardProfile | Should -BeFalse
        Get-Content (Join-Path $disc 'README') -Raw | Should -BeLike '*Media profile: none (AsStored)*NOT UNDER A MEDIA PROFILE*'
    }

    It 'shows files as a table, with their transfer syntax' {
        (Get-OspacsImage -Archive $trial.Archive -SubjectId T1001 | Export-OspacsMedia $disc).Files | Out-String -Width 200 |
            Should -Match '(?s)FileId\s+SubjectId\s+TransferSyntax\s+Size\s+Changed.+IMAGES/S0000001/IM000001\s+T1001\s+ExplicitVRLittleEndian\s+\d+ KB\s+False'
    }

    It 'is a line in a table' {
        Get-OspacsImage -Archive $trial.Archive | Export-OspacsMedia $disc | Out-String -Width 200 | Should -Match 'Destination\s+Label\s+Profile\s+Subjects\s+Images\s+Size\s+Refused'
    }
}

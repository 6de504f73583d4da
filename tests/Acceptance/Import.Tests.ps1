BeforeAll {
    . $PSScriptRoot/Common.ps1
}

Describe 'Import-OspacsStudy' {
    It 'gives every file of every medium the outcome that was planned for it' {
        $trial = Build-SampleTrial
        foreach ($medium in $trial.Media) {
            $outcomes = @(Import-SampleMedium $trial $medium -ErrorAction SilentlyContinue)
            $outcomes.Count | Should -Be @($medium.Files).Count
            foreach ($file in $medium.Files) {
                $path = [System.IO.Path]::GetFullPath((Join-Path $medium.Folder $file.Name))
                $outcome = $outcomes | Where-Object Path -EQ $path
                $outcome.Outcome | Should -Be $file.Outcome -Because $file.Name
                $outcome.Reason | Should -Be $file.Reason -Because $file.Name
                if ($file.Outcome -eq 'Stored') {
                    $outcome.SubjectId | Should -Be $file.SubjectId -Because $file.Name
                    $outcome.Rule | Should -Be $file.Rule -Because $file.Name
                }
            }
        }
    }

    It 'stores nothing twice' {
        $trial = Build-SampleTrial -Import
        $again = $trial.Media | ForEach-Object { Import-SampleMedium $trial $_ -ErrorAction SilentlyContinue }
        $again | Where-Object Outcome -EQ Stored | Should -BeNullOrEmpty
        @($again | Where-Object Outcome -EQ AlreadyStored).Count | Should -Be @($trial.Outcomes | Where-Object Outcome -EQ Stored).Count
        (Get-OspacsArchive -Archive $trial.Archive).Images | Should -Be @($trial.Outcomes | Where-Object Outcome -EQ Stored).Count
    }

    It 'writes nothing under -WhatIf, and asks once for the medium' {
        $trial = Build-SampleTrial
        $before = Get-TreeState $trial.Folder
        $medium = $trial.Media[0]
        $asked = Invoke-FreshPwsh @'
Import-Module $Module
Get-ChildItem $args[0] -Recurse -File | Import-OspacsStudy -Archive $args[1] -MediaRef M1 -Centre C01 -Registry $args[2] -WhatIf
'@ -Argument $medium.Folder, $trial.Archive, $trial.Registry
        $asked | Should -HaveCount 1
        $asked | Should -BeLike 'What if:*medium M1 of centre C01*'
        Get-TreeState $trial.Folder | Should -Be $before
    }

    Context 'paths' {
        BeforeAll {
            $trial = Build-SampleTrial
            $medium = $trial.Media[0]
            $common = @{ Archive = $trial.Archive; Centre = $medium.Centre; Registry = $trial.Registry; ErrorAction = 'Stop' }
            $image = ($medium.Files | Where-Object Outcome -EQ Stored | Select-Object -First 1).Name
            $source = Join-Path $medium.Folder $image
        }

        It 'expands wildcards' {
            @(Import-OspacsStudy "$(Split-Path $source)/*1" -MediaRef W1 @common).Count | Should -Be @(Get-Item "$(Split-Path $source)/*1").Count
        }

        It 'takes a literal path with brackets, by name and from the pipeline' {
            $odd = (New-Item -ItemType Directory -Path (Join-Path $trial.Folder 'odd [1]')).FullName
            Copy-Item -LiteralPath $source -Destination (Join-Path $odd 'image[1].dcm')
            (Import-OspacsStudy -LiteralPath (Join-Path $odd 'image[1].dcm') -MediaRef L1 @common).Outcome | Should -BeIn 'Stored', 'AlreadyStored'
            @(Get-ChildItem -LiteralPath $odd | Import-OspacsStudy -MediaRef L2 @common).Count | Should -Be 1
            [pscustomobject]@{ FullName = Join-Path $odd 'image[1].dcm' } | Import-OspacsStudy -MediaRef L3 @common | Should -HaveCount 1
            (Get-Failure { Import-OspacsStudy -Path (Join-Path $odd 'image[1].dcm') -MediaRef L4 @common }).FullyQualifiedErrorId | Should -BeLike 'Ospacs.PathNotFound,*'
        }

        It 'takes paths of a drive that PowerShell made' {
            $null = New-PSDrive -Name Disc -PSProvider FileSystem -Root $medium.Folder -Scope Script
            @(Import-OspacsStudy "Disc:/$image" -MediaRef D1 @common).Count | Should -Be 1
        }

        It 'fails with <Id> when <Case>, in words without the path' -ForEach @(
            @{ Case = 'a path names nothing'; Id = 'Ospacs.PathNotFound'; Value = 'none-HOLLOWAY' }
            @{ Case = 'a wildcard matches nothing'; Id = 'Ospacs.PathNotFound'; Value = 'HOLLOWAY-*' }
            @{ Case = 'a drive is not there'; Id = 'Ospacs.PathNotFound'; Value = 'HOLLOWAY:/disc' }
            @{ Case = 'a path is no file'; Id = 'Ospacs.PathNotFileSystem'; Value = 'Env:/PATH' }
        ) {
            $failure = Get-Failure { Import-OspacsStudy -Path $Value -Archive $trial.Archive -Centre C01 -Registry $trial.Registry -MediaRef X1 }
            $failure.FullyQualifiedErrorId | Should -Be "$Id,Ospacs.PowerShell.Commands.ImportOspacsStudyCommand"
            "$failure" | Should -Not -Match 'HOLLOWAY'
            $failure.TargetObject | Should -Be $Value
        }

        It 'goes on with the other paths behind one that names nothing' {
            $outcomes = Import-OspacsStudy -Path none, $source -MediaRef G1 -Archive $trial.Archive -Centre $medium.Centre -Registry $trial.Registry -ErrorAction SilentlyContinue -ErrorVariable failures
            $outcomes | Should -HaveCount 1
            $failures | Should -HaveCount 1
        }
    }

    Context 'failures' {
        BeforeAll {
            $trial = Build-SampleTrial
            $medium = $trial.Media[0]
        }

        It 'fails with <Id> when <Case>' -ForEach @(
            @{ Case = 'the archive is not there'; Id = 'Ospacs.ArchiveNotFound'; With = { @{ Archive = "$($trial.Folder)/none.db" } } }
            @{ Case = 'the registry is not there'; Id = 'Ospacs.PathNotFound'; With = { @{ Registry = "$($trial.Folder)/none.csv" } } }
            @{ Case = 'the registry lacks columns'; Id = 'Ospacs.RegistryInvalid'; With = { 'SubjectId,PatientId' | Set-Content "$($trial.Folder)/short.csv"; @{ Registry = "$($trial.Folder)/short.csv" } } }
            @{ Case = 'the policy does not parse'; Id = 'Ospacs.PolicyInvalid'; With = { '{' | Set-Content "$($trial.Folder)/bad.json"; @{ Policy = "$($trial.Folder)/bad.json" } } }
            @{ Case = 'the policy is another trial''s'; Id = 'Ospacs.InvalidArgument'; With = { '{ "sponsor": "X", "protocol": "Y" }' | Set-Content "$($trial.Folder)/other.json"; @{ Policy = "$($trial.Folder)/other.json" } } }
            @{ Case = 'the media reference is a patient''s number'; Id = 'Ospacs.InvalidArgument'; With = { @{ MediaRef = '44719320' } } }
            @{ Case = 'the centre cannot be written'; Id = 'Ospacs.InvalidArgument'; With = { @{ Centre = 'C\1' } } }
        ) {
            $before = Get-TreeState (Split-Path $trial.Archive) | Where-Object { $_ -match 'archive\.db' }
            $parameters = @{ Path = $medium.Folder; Archive = $trial.Archive; MediaRef = 'F1'; Centre = 'C01'; Registry = $trial.Registry }
            foreach ($change in (& $With).GetEnumerator()) {
                $parameters[$change.Key] = $change.Value
            }
            $failure = Get-Failure { Import-OspacsStudy @parameters }
            $failure.FullyQualifiedErrorId | Should -Be "$Id,Ospacs.PowerShell.Commands.ImportOspacsStudyCommand"
            "$failure" | Should -Not -Match ([regex]::Escape($TestDrive))
            Get-TreeState (Split-Path $trial.Archive) | Where-Object { $_ -match 'archive\.db' } | Should -Be $before
        }

        It 'tells of damaged files once, as an error, when the whole medium is in' {
            $outcomes = @(Import-SampleMedium $trial $medium -ErrorAction SilentlyContinue -ErrorVariable failures)
            $damaged = @($outcomes | Where-Object Outcome -EQ Failed)
            $damaged.Count | Should -BeGreaterThan 0
            $failures | Should -HaveCount 1
            $failures[0].FullyQualifiedErrorId | Should -BeLike 'Ospacs.FilesFailed,*'
            $failures[0].Exception.Message | Should -Match "medium $($medium.MediaRef) .*: numbers? $($damaged[0].FileNumber)\b"

            $stored = @($outcomes | Where-Object Outcome -EQ Stored).Count
            $seen = [System.Collections.Generic.List[object]]::new()
            $id = try { Import-SampleMedium $trial $medium -ErrorAction Stop | ForEach-Object { $seen.Add($_) } } catch { $_.FullyQualifiedErrorId }
            $id | Should -BeLike 'Ospacs.FilesFailed,*'
            @($seen | Where-Object Outcome -EQ AlreadyStored).Count | Should -Be $stored
        }

        It 'says nothing of a patient in what may reach a log' {
            $fresh = Build-SampleTrial
            $everything = foreach ($each in $fresh.Media) {
                Import-SampleMedium $fresh $each -ErrorAction Continue -Verbose *>&1 | ForEach-Object {
                    if ($_ -is [Ospacs.Archive.Import.ImportOutcome]) { $_ | Select-Object * -ExcludeProperty Path, PSPath, Archive | Out-String -Width 500 } else { "$_" }
                }
            }
            $words = $fresh.Media.Files.IdentityValues | Where-Object Length -GE 4 | Sort-Object -Unique
            $words.Count | Should -BeGreaterThan 10
            $text = $everything -join "`n"
            $words | Where-Object { $text.Contains($_) } | Should -BeNullOrEmpty
        }
    }

    Context 'with -Exam' {
        BeforeAll {
            $trial = Build-SampleTrial
            $medium = $trial.Media[0]
            $parameters = @{ LiteralPath = $medium.Folder; Archive = $trial.Archive; MediaRef = $medium.MediaRef; Centre = $medium.Centre; Registry = $trial.Registry; Exam = $true }
        }

        It 'imports nothing under a policy that keeps what identifies, and says in which category it failed' {
            $broken = Join-Path $trial.Folder 'broken.json'
            $keep = '"overrides": [{ "attribute": "InstitutionName", "action": "keep", "reason": "wanted" }], "masks": ['
            (Get-Content -Raw -LiteralPath $trial.Policy).Replace('"masks": [', $keep) | Set-Content -LiteralPath $broken
            $failure = Get-Failure { Import-OspacsStudy @parameters -Policy $broken }
            $failure.FullyQualifiedErrorId | Should -Be 'Ospacs.PolicyFailed,Ospacs.PowerShell.Commands.ImportOspacsStudyCommand'
            "$failure" | Should -Match 'text_removed \d+ of \d+'
            "$failure" | Should -Not -Match 'date_shifted|pixels_hidden'
            Get-OspacsMedia -Archive $trial.Archive | Should -BeNullOrEmpty
            Get-OspacsImage -Archive $trial.Archive | Should -BeNullOrEmpty
            Get-OspacsQuarantineItem -Archive $trial.Archive | Should -BeNullOrEmpty
            # Nothing but that it was refused.
            @(Get-OspacsAudit -Archive $trial.Archive | Select-Object -Skip 1).Outcome | Should -Be 'Refused'
        }

        It 'imports under a policy that passes' {
            $outcomes = @(Import-OspacsStudy @parameters -ErrorAction SilentlyContinue)
            @($outcomes | Where-Object Outcome -EQ Stored).Count | Should -Be @($medium.Files | Where-Object Outcome -EQ Stored).Count
        }
    }

    It 'leaves the archive in order when the pipeline wants no more' {
        $trial = Build-SampleTrial
        Import-SampleMedium $trial $trial.Media[2] -ErrorAction SilentlyContinue | Select-Object -First 1 | Should -HaveCount 1
        (Test-OspacsArchive -Archive $trial.Archive -ErrorAction Stop).IsIntact | Should -BeTrue
        @(Import-SampleMedium $trial $trial.Media[2] -ErrorAction SilentlyContinue).Count | Should -Be @($trial.Media[2].Files).Count
    }

    It 'takes several media in side by side' {
        $trial = Build-SampleTrial
        $module = $Module
        $outcomes = $trial.Media | ForEach-Object -ThrottleLimit 3 -Parallel {
            Import-Module $using:module
            $t = $using:trial
            Import-OspacsStudy -LiteralPath $_.Folder -Archive $t.Archive -MediaRef $_.MediaRef -Centre $_.Centre -Registry $t.Registry -ErrorAction SilentlyContinue
        }
        $expected = $trial.Media.Files | Group-Object Outcome -NoElement | Sort-Object Name | ForEach-Object { "$($_.Name) $($_.Count)" }
        $outcomes | Group-Object Outcome -NoElement | Sort-Object Name | ForEach-Object { "$($_.Name) $($_.Count)" } | Should -Be $expected
        (Test-OspacsArchive -Archive $trial.Archive -ErrorAction Stop).IsIntact | Should -BeTrue
    }

    It 'tries quarantined files again, and stores what the registry now knows' {
        $trial = Build-SampleTrial -Import
        $lost = Get-OspacsQuarantineItem -Archive $trial.Archive -Reason NotFound
        $lost | Should -HaveCount 1
        $file = $trial.Media.Files | Where-Object Reason -EQ NotFound
        $patient = $file.Object.Patient
        $family, $given = $patient.Name.Split('^')
        $born = if ($patient.BirthDate) { $patient.BirthDate.Insert(6, '-').Insert(4, '-') }
        "T9001,$($patient.PatientId),$family,$given,$born,$($patient.Sex),$($lost.Centre)" | Add-Content -LiteralPath $trial.Registry
        $outcome = $lost | Import-OspacsStudy -Registry $trial.Registry
        $outcome.Outcome | Should -Be Stored
        $outcome.SubjectId | Should -Be T9001
        $outcome.MediaRef | Should -Be $lost.MediaRef
        $outcome.FileNumber | Should -Be $lost.FileNumber
        Get-OspacsQuarantineItem -Archive $trial.Archive -Reason NotFound | Should -BeNullOrEmpty
    }

    It 'tells progress a few times a second, on one bar that goes away in the end' {
        $large = Build-LargeTrial
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript({
                    param($Module, $Trial)
                    Import-Module $Module
                    Import-OspacsStudy -LiteralPath $Trial.Disc -Archive $Trial.Archive -MediaRef L1 -Centre C07 -Registry $Trial.Registry
                }).AddArgument($Module).AddArgument($large)
            $watch = [System.Diagnostics.Stopwatch]::StartNew()
            $shell.Invoke().Count | Should -Be $large.Count
            $bars = @($shell.Streams.Progress | Where-Object Activity -Like 'Importing*')
            $bars.Count | Should -BeGreaterThan 1
            $bars.Count | Should -BeLessOrEqual (2 + 5 * $watch.Elapsed.TotalSeconds)
            $bars[-1].RecordType | Should -Be Completed
            @($bars | Where-Object RecordType -EQ Completed).Count | Should -Be 1
            $bars[0].StatusDescription | Should -Match "^\d+ of $($large.Count) files$"
        }
        finally {
            $shell.Dispose()
        }
    }
}

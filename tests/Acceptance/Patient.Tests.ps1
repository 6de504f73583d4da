BeforeAll {
    . $PSScriptRoot/Common.ps1
    $script:trial = Build-SampleTrial
    $script:medium = $trial.Media[0]
}

Describe 'Test-OspacsPatient' {
    It 'says of every file whose it is, or why that cannot be said' {
        $before = Get-TreeState $trial.Folder
        $checks = @(Test-OspacsPatient $medium.Folder -Centre $medium.Centre -Registry $trial.Registry -Policy $trial.Policy)
        $checks.Count | Should -Be @($medium.Files).Count
        foreach ($file in $medium.Files) {
            $check = $checks | Where-Object Path -EQ ([System.IO.Path]::GetFullPath((Join-Path $medium.Folder $file.Name)))
            if ($file.Outcome -eq 'Stored') {
                $check.Status | Should -Be Match -Because $file.Name
                $check.SubjectId | Should -Be $file.SubjectId
            }
            elseif ($file.Outcome -in 'NotDicom', 'Failed', 'Index') {
                $check.Status | Should -BeNullOrEmpty -Because $file.Name
                $check.Message | Should -Not -BeNullOrEmpty
            }
        }
        Get-TreeState $trial.Folder | Should -Be $before
    }

    It 'names the fields that differ, and the proposal, but never a value' {
        $wrong = $medium.Files | Where-Object Reason -EQ Mismatch
        $check = Test-OspacsPatient -LiteralPath (Join-Path $medium.Folder $wrong.Name) -Centre $medium.Centre -Registry $trial.Registry -Archive $trial.Archive
        $check.Status | Should -Be Mismatch
        $check.Differences | Should -Be BirthDate
        $check.Fields[[Ospacs.Archive.Patients.IdentityField]::PatientId] | Should -Be Agrees
        $check.SubjectId | Should -Be T1003
        $check.Message | Should -Not -Match 'Pemberton|1955'
    }

    It 'proposes whom a slip hides, with score, parts and candidates' {
        $wrong = $medium.Files | Where-Object Reason -EQ Mismatch
        $check = Test-OspacsPatient -LiteralPath (Join-Path $medium.Folder $wrong.Name) -Centre $medium.Centre -Registry $trial.Registry -Archive $trial.Archive
        $check.Proposal.SubjectId | Should -Be T1003
        $check.Proposal.Kind | Should -Be Unambiguous
        $check.Proposal.Corrections | Should -Be BirthDate
        $check.Score | Should -Be 92
        $check.Candidates[0].SubjectId | Should -Be T1003
        ($check.Parts | Where-Object Field -EQ BirthDate).Kind | Should -Be Transposed
        $shown = $check | Out-String -Width 160
        $shown | Should -Match 'Mismatch +T1003 +T1003 +Unambiguous +92 +BirthDate has two neighbours transposed'
        ($check.Candidates | Out-String) + ($check.Parts | Out-String) + $shown | Should -Not -Match 'Pemberton|Ruthanne|1955|44731007'
    }

    It 'tells an id that is another volunteer''s' {
        $swapped = Join-Path $trial.Folder 'swapped.csv'
        # The two of the first disc, with each other's ids.
        (Get-Content -LiteralPath $trial.Registry -Raw).Replace('44719320', 'X').Replace('44720518', '44719320').Replace('X', '44720518') | Set-Content -LiteralPath $swapped
        $source = Join-Path $medium.Folder ($medium.Files | Where-Object SubjectId -EQ T1001 | Select-Object -First 1).Name
        $check = Test-OspacsPatient -LiteralPath $source -Centre $medium.Centre -Registry $swapped -Policy $trial.Policy
        $check.Status | Should -Be Swapped
        $check.SubjectId | Should -Be T1002
        $check.Proposal.SubjectId | Should -Be T1001
        $check.Proposal.Kind | Should -Be Doubtful
    }

    It 'takes the outcomes of an import' {
        Import-SampleMedium $trial $medium -ErrorAction SilentlyContinue | Where-Object Outcome -EQ Stored |
            Test-OspacsPatient -Centre $medium.Centre -Registry $trial.Registry | ForEach-Object { "$($_.Status)" } | Sort-Object -Unique | Should -Be Match
    }

    It 'fails with <Id> when <Case>' -ForEach @(
        @{ Case = 'a path names nothing'; Id = 'Ospacs.PathNotFound'; Do = { Test-OspacsPatient none -Centre C01 -Registry $trial.Registry } }
        @{ Case = 'the registry is not there'; Id = 'Ospacs.PathNotFound'; Do = { Test-OspacsPatient $medium.Folder -Centre C01 -Registry none.csv } }
        @{ Case = 'the registry has one patient twice'; Id = 'Ospacs.RegistryInvalid'; Do = {
                "SubjectId,PatientId,FamilyName,GivenName,BirthDate,Sex,Centre`nA,1,X,Y,,,C01`nA,2,X,Y,,,C01" | Set-Content "$($trial.Folder)/twice.csv"
                Test-OspacsPatient $medium.Folder -Centre C01 -Registry "$($trial.Folder)/twice.csv"
            }
        }
        @{ Case = 'the archive is not there'; Id = 'Ospacs.ArchiveNotFound'; Do = { Test-OspacsPatient $medium.Folder -Centre C01 -Registry $trial.Registry -Archive "$($trial.Folder)/none.db" } }
    ) {
        (Get-Failure $Do).FullyQualifiedErrorId | Should -Be "$Id,Ospacs.PowerShell.Commands.TestOspacsPatientCommand"
    }
}

Describe 'Corrections' {
    BeforeEach {
        $trial = Build-SampleTrial
        $medium = $trial.Media[0]
    }

    It 'waits with its proposal in quarantine when nothing else is said' {
        $outcome = Import-SampleMedium $trial $medium -ErrorAction SilentlyContinue | Where-Object Reason -EQ Mismatch
        $outcome.Corrections | Should -BeNullOrEmpty
        $item = Get-OspacsQuarantineItem $outcome.QuarantineId -Archive $trial.Archive
        $item.ProposedSubjectId | Should -Be T1003
        $item.ProposalKind | Should -Be Unambiguous
        $item.ProposalExplanation | Should -Be 'BirthDate has two neighbours transposed'
        $item | Out-String -Width 200 | Should -Match 'T1003 +BirthDate differs; proposed is subject T1003 \(Unambiguous, 92 of 100\)'
    }

    It 'is stored by -Correction Unambiguous, recorded in outcome and audit, and leaves the source as it is' {
        $before = Get-TreeState $medium.Folder
        $outcomes = Import-OspacsStudy $medium.Folder -Archive $trial.Archive -MediaRef M0001 -Centre C01 -Registry $trial.Registry -Correction Unambiguous -ErrorAction SilentlyContinue
        $corrected = @($outcomes | Where-Object Corrections)
        $corrected | Should -HaveCount 1
        $corrected.Outcome | Should -Be Stored
        $corrected.SubjectId | Should -Be T1003
        "$($corrected.Corrections)" | Should -Be 'BirthDate (Transposed)'
        $entry = Get-OspacsAudit -Archive $trial.Archive -Action Import | Where-Object FileNumber -EQ $corrected.FileNumber
        $entry.Outcome | Should -Be Stored
        $entry.Reason | Should -Be 'Corrected: BirthDate (Transposed)'
        Get-TreeState $medium.Folder | Should -Be $before
        (Test-OspacsArchive -Archive $trial.Archive).IsIntact | Should -BeTrue
    }

    It 'is for a person when a volunteer of another centre is meant' {
        $second = $trial.Media[1]
        $source = Join-Path $second.Folder ($second.Files | Where-Object SubjectId -EQ T2001 | Select-Object -First 1).Name
        $outcome = Import-OspacsStudy -LiteralPath $source -Archive $trial.Archive -MediaRef M9 -Centre C01 -Registry $trial.Registry -Correction Unambiguous
        $outcome.Reason | Should -Be NotFound
        $item = Get-OspacsQuarantineItem $outcome.QuarantineId -Archive $trial.Archive
        $item.ProposalKind | Should -Be Doubtful
        (Get-Failure { $item | Approve-OspacsQuarantineItem -SubjectId T2002 -Registry $trial.Registry -Reason 'Seen' }).FullyQualifiedErrorId | Should -BeLike 'Ospacs.InvalidArgument,*'
        $stored = $item | Approve-OspacsQuarantineItem -Proposal -Registry $trial.Registry -Reason 'Scanned while visiting'
        $stored.Outcome | Should -Be Stored
        $stored.SubjectId | Should -Be T2001
    }
}

Describe 'Protect-OspacsImage' {
    BeforeEach {
        $target = Join-Path $trial.Folder ([guid]::NewGuid())
        $common = @{ Centre = $medium.Centre; ErrorAction = 'SilentlyContinue' }
    }

    It 'writes what an import would have stored, to the byte' {
        $other = Build-SampleTrial
        $reports = @(Protect-OspacsImage $other.Media[0].Folder $target -Archive $other.Archive -Registry $other.Registry @common)
        $protected = @($reports | Where-Object Outcome -EQ Protected)
        $protected.Count | Should -Be @($other.Media[0].Files | Where-Object Outcome -EQ Stored).Count
        $null = Import-SampleMedium $other $other.Media[0] -ErrorAction SilentlyContinue
        foreach ($report in $protected) {
            $report.Destination | Should -Be ([System.IO.Path]::Combine($target, $report.SubjectId, "$($report.SopInstanceUid).dcm"))
            $hash = (Get-FileHash -LiteralPath $report.Destination).Hash
            $hash | Should -Be ([Convert]::ToHexString($report.Sha256))
            $hash | Should -Be ([Convert]::ToHexString((Get-OspacsImage -Archive $other.Archive -Uid $report.SopInstanceUid).Sha256))
        }
        @(Get-ChildItem $target -Recurse -File).Count | Should -Be $protected.Count
    }

    It 'leaves no identity in what it writes' {
        $null = Protect-OspacsImage $medium.Folder $target -Archive $trial.Archive -Registry $trial.Registry @common
        $values = $medium.Files.IdentityValues | Where-Object Length -GE 4 | Sort-Object -Unique
        foreach ($file in Get-ChildItem $target -Recurse -File) {
            $text = [System.Text.Encoding]::Latin1.GetString([System.IO.File]::ReadAllBytes($file.FullName))
            $values | Where-Object { $text.Contains($_) } | Should -BeNullOrEmpty
            $file.Name | Should -Match '^2\.25\.\d+\.dcm$'
        }
    }

    It 'works from a key file and a policy, for one subject, without an archive' {
        $source = Join-Path $medium.Folder ($medium.Files | Where-Object Outcome -EQ Stored | Select-Object -First 1).Name
        $key = Join-Path "$($trial.Archive).identity" archive.key
        $report = Protect-OspacsImage $source $target -KeyPath $key -Policy $trial.Policy -SubjectId X-7 -Centre C01
        $report.SubjectId | Should -Be X-7
        [System.IO.Path]::Combine($target, 'X-7', "$($report.SopInstanceUid).dcm") | Should -Exist
    }

    It 'refuses what is not safe, with the reason, and writes nothing of it' {
        $reports = @(Protect-OspacsImage $trial.Media[2].Folder $target -Archive $trial.Archive -Registry $trial.Registry -Centre C03 -ErrorAction SilentlyContinue)
        $refused = @($reports | Where-Object Outcome -EQ Refused)
        $refused.Reason | Sort-Object | Should -Be (($trial.Media[2].Files | Where-Object Outcome -EQ Quarantined).Reason | Sort-Object)
        $refused | Where-Object Destination | Should -BeNullOrEmpty
        @(Get-ChildItem $target -Recurse -File).Count | Should -Be @($reports | Where-Object Outcome -EQ Protected).Count
    }

    It 'writes nothing under -WhatIf' {
        $before = Get-TreeState $trial.Folder
        Protect-OspacsImage $medium.Folder $target -Archive $trial.Archive -Registry $trial.Registry -Centre C01 -WhatIf | Where-Object Outcome -EQ Protected | Should -BeNullOrEmpty
        Get-TreeState $trial.Folder | Should -Be $before
        $target | Should -Not -Exist
    }

    It 'fails with <Id> when <Case>' -ForEach @(
        @{ Case = 'there is neither archive nor key'; Id = 'Ospacs.InvalidArgument'; With = { @{ Registry = $trial.Registry; Policy = $trial.Policy } } }
        @{ Case = 'there is neither registry nor subject'; Id = 'Ospacs.InvalidArgument'; With = { @{ Archive = $trial.Archive } } }
        @{ Case = 'the subject cannot be written'; Id = 'Ospacs.InvalidArgument'; With = { @{ Archive = $trial.Archive; SubjectId = 'A^B' } } }
        @{ Case = 'the key file is none'; Id = 'Ospacs.WrongKey'; With = { @{ KeyPath = $trial.Policy; Policy = $trial.Policy; SubjectId = 'X' } } }
        @{ Case = 'the destination is a file'; Id = 'Ospacs.FileFailed'; With = { @{ Archive = $trial.Archive; SubjectId = 'X'; Destination = $trial.Registry } } }
    ) {
        $parameters = @{ Path = $medium.Folder; Destination = $target; Centre = 'C01' }
        foreach ($change in (& $With).GetEnumerator()) {
            $parameters[$change.Key] = $change.Value
        }
        (Get-Failure { Protect-OspacsImage @parameters }).FullyQualifiedErrorId | Should -Be "$Id,Ospacs.PowerShell.Commands.ProtectOspacsImageCommand"
    }
}

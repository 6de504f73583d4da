BeforeAll {
    . $PSScriptRoot/Common.ps1
    $script:trial = Build-SampleTrial
    $script:files = @($trial.Media | ForEach-Object { Get-ChildItem -LiteralPath $_.Folder -Recurse -File })
    $script:explained = @(Test-OspacsPolicy -LiteralPath $trial.Media.Folder -Policy $trial.Policy)
    $script:good = @($explained | Where-Object Outcome -EQ Planned)[0]
}

Describe 'Test-OspacsPolicy' {
    It 'says in short what a policy says' {
        $summary = Test-OspacsPolicy -Policy $trial.Policy
        $summary.Profile | Should -Be trial
        $summary.Dates | Should -Be Full
        $summary.Rules.Count | Should -BeGreaterThan 0
        (Test-OspacsPolicy -Archive $trial.Archive).Sha256 | Should -Be $summary.Sha256
        (Test-OspacsPolicy).Sponsor | Should -Be 'Unnamed sponsor'
    }

    It 'names line and column of what is wrong' {
        $broken = Join-Path $trial.Folder 'broken.json'
        "{ ""sponsor"": ""S"", ""protocol"": ""P"",`n  ""overrides"": [{ ""attribute"": ""PatientName"", ""action"": ""keep"", ""reason"": ""x"" }] }" | Set-Content -LiteralPath $broken
        $failure = Get-Failure { Test-OspacsPolicy -Policy $broken }
        $failure.FullyQualifiedErrorId | Should -Be 'Ospacs.PolicyInvalid,Ospacs.PowerShell.Commands.TestOspacsPolicyCommand'
        "$failure" | Should -BeLike '*line 2, column 32*'
    }

    It 'explains every file, and writes nothing' {
        $before = Get-TreeState $trial.Folder
        $explained.Count | Should -Be $files.Count
        @($explained | Where-Object Reason -EQ NoMaskRule).Count | Should -BeGreaterThan 0
        Get-TreeState $trial.Folder | Should -Be $before
    }

    It 'tells of every attribute what is done and by which rule' {
        $birth = $good.Attributes | Where-Object Path -EQ '(0010,0030)'
        $birth.Action | Should -Be Empty
        $birth.Rule | Should -Be 'Basic Profile: Z'
        $birth.OldValue | Should -BeNullOrEmpty
        ($good.Attributes | Where-Object Keyword -EQ Modality).Action | Should -Be Keep
        ($good.Attributes | Where-Object Keyword -EQ PatientID).Action | Should -Be Write
        $old = Test-OspacsPolicy -LiteralPath $good.Path -Policy $trial.Policy -IncludeOldValue
        ($old.Attributes | Where-Object Path -EQ '(0010,0030)').OldValue | Should -Match '^\d{8}$'
    }

    It 'tells which mask rule matches, and which nearly did' {
        $good.Rule | Should -Not -BeNullOrEmpty
        $unknown = @($explained | Where-Object Reason -EQ NoMaskRule)[0]
        $unknown.Rule | Should -BeNullOrEmpty
        $unknown.Masks.Rules.Count | Should -Be (Test-OspacsPolicy -Policy $trial.Policy).Rules.Count
    }

    It 'takes files from the pipeline' {
        @(Get-ChildItem -LiteralPath $trial.Media[0].Folder -File -Recurse | Test-OspacsPolicy -Policy $trial.Policy).Count | Should -Be @(Get-ChildItem -LiteralPath $trial.Media[0].Folder -File -Recurse).Count
    }

    It 'examines <Profile> at 100 %' -ForEach @(@{ Profile = 'trial' }, @{ Profile = 'strict' }) {
        $policy = Join-Path $trial.Folder "$Profile.json"
        (Get-Content -Raw -LiteralPath $trial.Policy).Replace('"profile": "trial"', """profile"": ""$Profile""") | Set-Content -LiteralPath $policy
        $report = Test-OspacsPolicy -Exam -Policy $policy -ErrorAction Stop
        $report.Passed | Should -BeTrue
        $report.Score | Should -Be 100
        $report.Profile | Should -Be $Profile
        $report.Scores.Count | Should -Be 10
    }

    It 'fails a policy that keeps what names a hospital' {
        $policy = Join-Path $trial.Folder 'keeps.json'
        (Get-Content -Raw -LiteralPath $trial.Policy).Replace('"masks": [', '"overrides": [{ "attribute": "InstitutionName", "action": "keep", "reason": "wanted" }], "masks": [') | Set-Content -LiteralPath $policy
        $report = Test-OspacsPolicy -Exam -Policy $policy -ErrorAction SilentlyContinue -ErrorVariable failures
        $report.Passed | Should -BeFalse
        $failures[0].FullyQualifiedErrorId | Should -Be 'Ospacs.PolicyFailed,Ospacs.PowerShell.Commands.TestOspacsPolicyCommand'
    }
}

Describe 'Protect-OspacsImage before and after' {
    It 'shows with -WhatIf what would be done, and writes nothing' {
        $destination = Join-Path $trial.Folder 'planned'
        $before = Get-TreeState $trial.Folder
        $report = Protect-OspacsImage -LiteralPath $good.Path -Destination $destination -Archive $trial.Archive -Centre C01 -SubjectId T9001 -Preview "$destination.previews" -WhatIf
        $report.Outcome | Should -Be Planned
        $report.Sha256.Length | Should -Be 32
        $report.Differences.Changes.Count | Should -BeGreaterThan 10
        Get-TreeState $trial.Folder | Should -Be $before
        $destination | Should -Not -Exist
    }

    It 'reports the differences as objects and JSON, without old values' {
        $report = Protect-OspacsImage -LiteralPath $good.Path -Destination (Join-Path $trial.Folder 'written') -Archive $trial.Archive -Centre C01 -SubjectId T9001
        $report.Outcome | Should -Be Protected
        $json = $report.Differences.ToJson() | ConvertFrom-Json
        $json.sopInstanceUid | Should -Be $report.SopInstanceUid
        @($json.changes | Where-Object path -EQ '(0010,0030)').action | Should -Be Empty
        $report.Differences.ToJson() | Should -Not -BeLike '*oldValue*'
    }

    It 'draws a preview of the mask' {
        $previews = Join-Path $trial.Folder 'previews'
        $report = Protect-OspacsImage -LiteralPath $good.Path -Destination (Join-Path $trial.Folder 'previewed') -Archive $trial.Archive -Centre C01 -SubjectId T9001 -Preview $previews
        $report.PreviewPath | Should -Exist
        [System.IO.File]::ReadAllBytes($report.PreviewPath)[1..3] | Should -Be @(0x50, 0x4E, 0x47)
    }
}

Describe 'Import-OspacsStudy -RecordDifferences' {
    It 'writes a line for each object that is stored, on the identity side' {
        $recorded = Build-SampleTrial
        $medium = $recorded.Media[0]
        $stored = @(Import-OspacsStudy -LiteralPath $medium.Folder -Archive $recorded.Archive -MediaRef $medium.MediaRef -Centre $medium.Centre -Registry $recorded.Registry -RecordDifferences -ErrorAction SilentlyContinue |
                Where-Object Outcome -EQ Stored)
        $lines = @(Get-Content -LiteralPath "$($recorded.Archive).identity/differences/$($medium.MediaRef).jsonl" | ConvertFrom-Json)
        $lines.sopInstanceUid | Should -Be $stored.SopInstanceUid
        @($lines[0].changes | Where-Object path -EQ '(0010,0030)').oldValue | Should -Match '^\d{8}$'
    }
}

Describe 'Contact sheets and approvals' {
    BeforeAll {
        $script:asks = Build-SampleTrial
        $script:policy = Join-Path $asks.Folder 'asks.json'
        (Get-Content -Raw -LiteralPath $asks.Policy).Replace('"masks": [', '"requireApproval": true, "masks": [') | Set-Content -LiteralPath $policy
        $script:sheetPath = Join-Path $asks.Folder 'sheet.png'
        $script:medium = $asks.Media[0]
        $script:import = @{ LiteralPath = $medium.Folder; Archive = $asks.Archive; MediaRef = $medium.MediaRef; Centre = $medium.Centre; Registry = $asks.Registry; Policy = $policy; ErrorAction = 'SilentlyContinue' }
    }

    It 'store nothing before the rule is approved, and all after it' {
        $before = @(Import-OspacsStudy @import)
        @($before | Where-Object Outcome -EQ Stored) | Should -BeNullOrEmpty
        $waiting = @($before | Where-Object Reason -EQ RuleNotApproved)
        $waiting.Count | Should -BeGreaterThan 0

        $sheet = New-OspacsContactSheet -LiteralPath $medium.Folder -Destination $sheetPath -Policy $policy
        $sheet.Rules.Count | Should -BeGreaterThan 0
        ($sheet.Groups | Measure-Object Images -Sum).Sum | Should -BeGreaterThan 0
        $sheet.Sha256 | Should -Be (Get-FileHash -LiteralPath $sheetPath).Hash

        $sheet.Rules | Approve-OspacsMaskRule -Archive $asks.Archive -Sheet $sheetPath -Policy $policy -Reason 'no names left' -WhatIf | Should -BeNullOrEmpty
        $entries = @($sheet.Rules | Approve-OspacsMaskRule -Archive $asks.Archive -Sheet $sheetPath -Policy $policy -Reason 'no names left' -Confirm:$false)
        $entries.Count | Should -Be $sheet.Rules.Count
        $entries[0].Account | Should -Not -BeNullOrEmpty
        @(Get-OspacsAudit -Archive $asks.Archive -Action ApproveRule).Count | Should -Be $entries.Count
        (Test-OspacsArchive -Archive $asks.Archive).IsIntact | Should -BeTrue

        $after = @(Import-OspacsStudy @import)
        @($after | Where-Object Outcome -EQ Stored).Count | Should -Be $waiting.Count
    }

    It 'take no word of a sheet that does not show the rule' {
        $other = Join-Path $asks.Folder 'other.png'
        [System.IO.File]::WriteAllBytes($other, [byte[]] (1..50))
        $rule = (Test-OspacsPolicy -Policy $policy).Rules[0]
        (Get-Failure { Approve-OspacsMaskRule $rule -Archive $asks.Archive -Sheet $other -Policy $policy -Reason 'x' -Confirm:$false }).FullyQualifiedErrorId |
            Should -BeLike 'Ospacs.InvalidArgument,*'
        (Get-Failure { Approve-OspacsMaskRule 'no such rule' -Archive $asks.Archive -Sheet $other -Policy $policy -Reason 'x' -Confirm:$false }).FullyQualifiedErrorId |
            Should -BeLike 'Ospacs.InvalidArgument,*'
    }
}

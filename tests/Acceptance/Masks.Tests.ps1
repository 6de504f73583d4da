BeforeAll {
    . $PSScriptRoot/Common.ps1
    $script:trial = Build-SampleTrial -Import
    $script:unknown = @($trial.Outcomes | Where-Object Reason -EQ NoMaskRule)
    $script:gannet = Join-Path $trial.Folder 'gannet.script'
    @'
Scanners of the Harbourside Unit

Gannet X, all presets
  { Manufacturer.containsIgnoreCase("gannet") *  // the maker
    !Rows.isLessThan("384") }
  (0,0,9999,63) (0,-48,9999,47)
'@ | Set-Content -LiteralPath $gannet
}

Describe 'A mask script of CTP' {
    It 'masks for Protect-OspacsImage what the policy has no rule for' {
        $with = @{
            LiteralPath = $unknown[0].Path; Destination = Join-Path $trial.Folder 'protected'; Archive = $trial.Archive
            Centre = 'C01'; SubjectId = 'T9001'
        }
        (Protect-OspacsImage @with).Reason | Should -Be NoMaskRule
        $report = Protect-OspacsImage @with -MaskScript $gannet
        $report.Outcome | Should -Be Protected
        $report.Rule | Should -Be 'CTP line 4: Gannet X, all presets'
    }

    It 'leaves to the policy''s own rules what they match' {
        $stored = @($trial.Outcomes | Where-Object Outcome -EQ Stored)[0]
        $all = Join-Path $trial.Folder 'all.script'
        '{ true } (0,0,9999,9999)' | Set-Content -LiteralPath $all
        $report = Protect-OspacsImage -LiteralPath $stored.Path -Destination (Join-Path $trial.Folder 'own') -Archive $trial.Archive -Centre C01 -SubjectId T9001 -MaskScript $all
        $report.Rule | Should -Be (Get-OspacsImage -Archive $trial.Archive -Uid $stored.SopInstanceUid).Rule
    }

    It 'stops with line and column when <Case>' -ForEach @(
        @{ Case = 'a keyword is misspelt'; Text = "a`n{ Manufacturr.contains(`"x`") } (0,0,1,1)"; Place = 'line 2, column 3' }
        @{ Case = 'a region has a slip in it'; Text = '{ true } (0,0,64O,40)'; Place = 'line 1, column 10' }
        @{ Case = 'it is no script'; Text = 'nothing'; Place = 'line 1, column 1' }
    ) {
        $bad = Join-Path $trial.Folder 'bad.script'
        $Text | Set-Content -LiteralPath $bad
        $medium = $trial.Media[0]
        $import = @{ LiteralPath = $medium.Folder; Archive = $trial.Archive; MediaRef = $medium.MediaRef; Centre = $medium.Centre; Registry = $trial.Registry; MaskScript = $bad }
        $failures = @(
            Get-Failure { Import-OspacsStudy @import }
            Get-Failure { Protect-OspacsImage -LiteralPath $unknown[0].Path -Destination "$($trial.Folder)/no" -Archive $trial.Archive -Centre C01 -SubjectId T9001 -MaskScript $bad }
            Get-OspacsQuarantineItem -Archive $trial.Archive -Reason NoMaskRule | Select-Object -First 1 |
                Approve-OspacsQuarantineItem -SubjectId T9001 -Reason 'by the list' -MaskScript $bad -ErrorAction SilentlyContinue -ErrorVariable approval
            $approval
        )
        $failures | Should -HaveCount 3
        foreach ($failure in $failures) {
            $failure.FullyQualifiedErrorId | Should -BeLike 'Ospacs.PolicyInvalid,*'
            "$failure" | Should -BeLike "The mask script is wrong in ${Place}: *"
        }
        Join-Path $trial.Folder 'no' | Should -Not -Exist
    }

    It 'is an error of its own when the file is not there' {
        (Get-Failure { Protect-OspacsImage -LiteralPath $unknown[0].Path -Destination "$($trial.Folder)/no" -Archive $trial.Archive -Centre C01 -SubjectId T9001 -MaskScript "$($trial.Folder)/none" }).FullyQualifiedErrorId |
            Should -BeLike 'Ospacs.PathNotFound,*'
    }

    It 'serves an approval' {
        $item = Get-OspacsQuarantineItem -Archive $trial.Archive -Reason NoMaskRule | Select-Object -First 1
        $outcome = $item | Approve-OspacsQuarantineItem -SubjectId T9001 -Reason 'by the list' -MaskScript $gannet
        $outcome.Outcome | Should -Be Stored
        (Get-OspacsImage -Archive $trial.Archive -Uid $outcome.SopInstanceUid).Rule | Should -Be 'CTP line 4: Gannet X, all presets'
    }

    It 'is recorded with the policy, so that later imports have it too' {
        $again = Build-SampleTrial -Import
        $outcomes = @(Get-OspacsQuarantineItem -Archive $again.Archive -Reason NoMaskRule | Import-OspacsStudy -Registry $again.Registry -MaskScript $gannet)
        $outcomes.Count | Should -BeGreaterThan 0
        $outcomes.Outcome | Sort-Object -Unique | Should -Be Stored
        Get-OspacsImage -Archive $again.Archive -Rule 'CTP line 4: Gannet X, all presets' | Should -HaveCount $outcomes.Count

        Remove-Item -LiteralPath $gannet
        $source = @($again.Outcomes | Where-Object Reason -EQ NoMaskRule)[0].Path
        (Protect-OspacsImage -LiteralPath $source -Destination (Join-Path $again.Folder 'later') -Archive $again.Archive -Centre C01 -SubjectId T9001).Rule |
            Should -Be 'CTP line 4: Gannet X, all presets'
    }
}

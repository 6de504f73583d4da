BeforeAll {
    . $PSScriptRoot/Common.ps1
    $script:trial = Build-SampleTrial -Import
    $script:stored = @($trial.Outcomes | Where-Object Outcome -EQ Stored)
}

Describe 'Get-OspacsImage' {
    It 'gives every image once, in the order of centre, subject and date' {
        $images = @(Get-OspacsImage -Archive $trial.Archive)
        $images.SopInstanceUid | Sort-Object | Should -Be ($stored.SopInstanceUid | Sort-Object)
        $keys = $images | ForEach-Object { "$($_.Centre) $($_.SubjectId) $($_.StudyDate.ToString('yyyyMMdd'))" }
        $keys | Should -Be ($keys | Sort-Object -Culture '')
        $images[0].Archive | Should -Be $trial.Archive
    }

    It 'filters by <Name>' -ForEach @(
        @{ Name = 'subject'; With = @{ SubjectId = 'T1001' }; Test = { $_.SubjectId -eq 'T1001' } }
        @{ Name = 'several subjects'; With = @{ SubjectId = 'T1001', 'T2001' }; Test = { $_.SubjectId -in 'T1001', 'T2001' } }
        @{ Name = 'medium'; With = @{ MediaRef = 'M0002' }; Test = { $_.MediaRef -eq 'M0002' } }
        @{ Name = 'centre'; With = @{ Centre = 'C03' }; Test = { $_.Centre -eq 'C03' } }
        @{ Name = 'first day'; With = @{ From = '2025-04-01' }; Test = { $_.StudyDate -ge [System.DateOnly]::new(2025, 4, 1) } }
        @{ Name = 'last day'; With = @{ To = '2025-03-05' }; Test = { $_.StudyDate -le [System.DateOnly]::new(2025, 3, 5) } }
        @{ Name = 'rule'; With = @{ Rule = 'Petrel 7, outside the regions' }; Test = { $_.Rule -eq 'Petrel 7, outside the regions' } }
        @{ Name = 'centre and day'; With = @{ Centre = 'C01'; From = '2025-08-19'; To = '2025-08-19' }; Test = { $_.Centre -eq 'C01' -and $_.StudyDate -eq [System.DateOnly]::new(2025, 8, 19) } }
        @{ Name = 'a subject that is not there'; With = @{ SubjectId = 'T0' }; Test = { $false } }
    ) {
        $all = Get-OspacsImage -Archive $trial.Archive
        $expected = @($all | Where-Object $Test)
        $found = @(Get-OspacsImage -Archive $trial.Archive @With)
        $found.SopInstanceUid | Should -Be $expected.SopInstanceUid
        if ($Name -ne 'a subject that is not there') {
            $found.Count | Should -BeGreaterThan 0
            $found.Count | Should -BeLessThan $all.Count
        }
    }

    It 'finds by study, series and instance UID' {
        $image = Get-OspacsImage -Archive $trial.Archive -SubjectId T1002
        foreach ($uid in $image.StudyInstanceUid, $image.SeriesInstanceUid, $image.SopInstanceUid) {
            (Get-OspacsImage -Archive $trial.Archive -Uid $uid).SopInstanceUid | Should -Be $image.SopInstanceUid
        }
    }

    It 'gives pages, and the number of all when asked' {
        $all = @(Get-OspacsImage -Archive $trial.Archive)
        (Get-OspacsImage -Archive $trial.Archive -First 3 -Skip 2).SopInstanceUid | Should -Be $all[2..4].SopInstanceUid
        $counted = @(Get-OspacsImage -Archive $trial.Archive -IncludeTotalCount -First 1)
        "$($counted[0])" | Should -Match "\b$($all.Count)\b"
        $counted[1].SopInstanceUid | Should -Be $all[0].SopInstanceUid
        (Get-Failure { Get-OspacsImage -Archive $trial.Archive -Tree -First 1 }).FullyQualifiedErrorId | Should -BeLike 'Ospacs.InvalidArgument,*'
        (Get-Failure { Get-OspacsImage -Archive $trial.Archive -From 2025-02-02 -To 2025-01-01 }).FullyQualifiedErrorId | Should -BeLike 'Ospacs.InvalidArgument,*'
    }

    It 'draws the tree of centre, subject, date and image' {
        $text = (Get-OspacsImage -Archive $trial.Archive -Centre C01 -Tree | Out-String -Width 120).Trim() -split '\r?\n' | ForEach-Object TrimEnd
        $text[0] | Should -Match '^Centre > subject > date > image\s+Images\s+Frames\s+Size$'
        $text[2] | Should -Match '^C01\s+5\s+12\s'
        $text[3] | Should -Match '^├─ T1001\s+4\s+11\s'
        $text[4] | Should -Match '^│  ├─ 2025-02-11\s+3\s+10\s'
        $text[5] | Should -Match '^│  │  ├─ 1\.1 still 512x384 Albatross 3\s+1\s+1\s'
        $text[7] | Should -Match '^│  │  └─ 1\.3 clip 512x384 Albatross 3\s+1\s+8\s'
        $text[-1] | Should -Match '^      └─ 1\.1 still'
    }

    It 'gives tree nodes that hold counts and images' {
        $nodes = Get-OspacsImage -Archive $trial.Archive -Tree
        ($nodes | Where-Object Level -EQ Centre | Measure-Object Images -Sum).Sum | Should -Be $stored.Count
        @($nodes | Where-Object Level -EQ Image).Count | Should -Be $stored.Count
        ($nodes | Where-Object Level -EQ Image)[0].Image.SopInstanceUid | Should -BeIn $stored.SopInstanceUid
    }

    It 'is a table that fits a narrow console' {
        $lines = Get-OspacsImage -Archive $trial.Archive | Out-String -Width 80 -Stream
        $lines | Where-Object { $_ -match 'Centre\s+SubjectId\s+Date\s+MediaRef\s+Model\s+Pixels\s+Frames\s+Size' } | Should -HaveCount 1
    }

    It 'completes <Parameter> from the archive' -ForEach @(
        @{ Parameter = 'SubjectId'; Begun = 'T10'; Expected = 'T1001', 'T1002' }
        @{ Parameter = 'Centre'; Begun = ''; Expected = 'C01', 'C02', 'C03' }
        @{ Parameter = 'MediaRef'; Begun = 'm'; Expected = 'M0001', 'M0002', 'M0003' }
        @{ Parameter = 'Rule'; Begun = 'Petrel'; Expected = @("'Petrel 7, outside the regions'") }
    ) {
        $line = "Get-OspacsImage -Archive '$($trial.Archive)' -$Parameter $Begun"
        (TabExpansion2 -inputScript $line -cursorColumn $line.Length).CompletionMatches.CompletionText | Should -Be $Expected
    }

    It 'completes from the archive that $PSDefaultParameterValues names, and offers nothing from one that is not there' {
        $global:PSDefaultParameterValues['*-Ospacs*:Archive'] = $trial.Archive
        try {
            $line = 'Get-OspacsImage -Centre C0'
            (TabExpansion2 -inputScript $line -cursorColumn $line.Length).CompletionMatches.CompletionText | Should -Be 'C01', 'C02', 'C03'
        }
        finally {
            $global:PSDefaultParameterValues.Remove('*-Ospacs*:Archive')
        }
        $line = "Get-OspacsImage -Archive '$($trial.Folder)/none.db' -Centre C0"
        (TabExpansion2 -inputScript $line -cursorColumn $line.Length).CompletionMatches | Where-Object CompletionText -Like 'C0*' | Should -BeNullOrEmpty
        "$($trial.Folder)/none.db" | Should -Not -Exist
    }
}

Describe 'Get-OspacsMedia' {
    It 'gives passports that add up' {
        $passports = Get-OspacsMedia -Archive $trial.Archive
        $passports.MediaRef | Should -Be 'M0001', 'M0002', 'M0003'
        foreach ($passport in $passports) {
            $medium = $trial.Media | Where-Object MediaRef -EQ $passport.MediaRef
            $passport.Centre | Should -Be $medium.Centre
            $passport.Expected | Should -Be $medium.Listed
            $passport.Found | Should -Be @($medium.Files).Count
            $passport.Stored + $passport.Quarantined + $passport.Index + $passport.NotDicom + $passport.Failed | Should -Be $passport.Found
        }
    }

    It 'gives one medium, and fails for one that is not known' {
        (Get-OspacsMedia M0002 -Archive $trial.Archive).Centre | Should -Be C02
        (Get-Failure { Get-OspacsMedia M9 -Archive $trial.Archive }).FullyQualifiedErrorId | Should -BeLike 'Ospacs.MediaNotFound,*'
    }

    It 'is a table with a column for what is missing' {
        Get-OspacsMedia -Archive $trial.Archive | Out-String -Width 80 | Should -Match 'Expected\s+Found\s+Stored\s+Quarantined\s+Index\s+Other\s+Damaged\s+Missing'
    }
}

Describe 'Get-OspacsAudit' {
    It 'gives the entries in order, the first being the archive''s making' {
        $entries = @(Get-OspacsAudit -Archive $trial.Archive)
        $entries[0].Action | Should -Be Create
        $entries.Sequence | Should -Be (1..$entries.Count)
        @($entries | Where-Object Outcome -EQ Stored).Count | Should -Be $stored.Count
    }

    It 'filters by medium, subject, action and time' {
        Get-OspacsAudit -Archive $trial.Archive -MediaRef M0001 | ForEach-Object MediaRef | Sort-Object -Unique | Should -Be 'M0001'
        Get-OspacsAudit -Archive $trial.Archive -SubjectId T2001 | ForEach-Object SubjectId | Sort-Object -Unique | Should -Be 'T2001'
        Get-OspacsAudit -Archive $trial.Archive -Action Create | Should -HaveCount 1
        Get-OspacsAudit -Archive $trial.Archive -From (Get-Date).AddHours(1) | Should -BeNullOrEmpty
        @(Get-OspacsAudit -Archive $trial.Archive -From (Get-Date).AddHours(-1) -To (Get-Date).AddHours(1)).Count | Should -BeGreaterThan 3
    }

    It 'names no patient' {
        $text = Get-OspacsAudit -Archive $trial.Archive | ConvertTo-Json -Depth 4
        $trial.Media.Files.IdentityValues | Where-Object Length -GE 4 | Sort-Object -Unique | Where-Object { $text.Contains($_) } | Should -BeNullOrEmpty
    }
}

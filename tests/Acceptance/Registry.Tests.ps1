BeforeAll {
    . $PSScriptRoot/Common.ps1

    function Build-RegistryDatabase {
        # Makes a SQLite file of a trial's CSV registry, with Python.
        param([Parameter(Mandatory)] [string] $Csv, [Parameter(Mandatory)] [string] $Path)

        $script = @'
import csv, sqlite3, sys
rows = list(csv.reader(open(sys.argv[1], encoding='utf-8-sig', newline='')))
db = sqlite3.connect(sys.argv[2])
db.execute('CREATE TABLE volunteer (%s)' % ', '.join('"%s" TEXT' % name for name in ['number'] + rows[0][1:]))
db.executemany('INSERT INTO volunteer VALUES (%s)' % ', '.join('?' * len(rows[0])), [row for row in rows[1:] if any(row)])
db.commit()
'@
        $script | & $script:Python - $Csv $Path
    }

    $script:Python = (Get-Command python3, python -CommandType Application -ErrorAction Ignore | Select-Object -First 1).Source
    $script:trial = Build-SampleTrial
    $script:medium = $trial.Media[0]
    $script:database = Join-Path $trial.Folder 'trial [1].sqlite'
    if ($script:Python) {
        Build-RegistryDatabase $trial.Registry $database
    }
    $script:query = 'SELECT number AS SubjectId, * FROM volunteer'

    function Build-TwoPatientDisc {
        # A disc with one study of two volunteers, and an archive to take it into.
        param([Parameter(Mandatory)] [string] $Folder)

        $null = New-Item -ItemType Directory $Folder
        $scanner = [Ospacs.Archive.Acceptance.SampleScanner] @{
            Manufacturer = 'Wren'; Model = 'Wren 0'; SerialNumber = 'W1'; Station = 'S1'; Institution = 'TEST'; Columns = 16; Rows = 16; Banner = 0; Footer = 0
        }
        $patient = [Ospacs.Archive.Acceptance.SamplePatient] @{ PatientId = '70001'; Name = 'Ashdown^Philippa'; BurnedName = 'ASHDOWN'; BirthDate = '19500102' }
        $object = [Ospacs.Archive.Acceptance.SampleObject] @{ Patient = $patient; Scanner = $scanner }
        $first = [System.Text.Encoding]::Latin1.GetString($object.ToBytes())
        # The same study once more, of somebody else: values of the same lengths, and an instance of its own.
        $uid = $object.SopInstanceUid
        $second = $first.Replace($uid, $uid.Substring(0, $uid.Length - 6) + '000002').Replace('70001', '70002').Replace('Ashdown^Philippa', 'Beckett^Rosalind').Replace('19500102', '19510304')
        [System.IO.File]::WriteAllBytes((Join-Path $Folder 'IM1'), [System.Text.Encoding]::Latin1.GetBytes($first))
        [System.IO.File]::WriteAllBytes((Join-Path $Folder 'IM2'), [System.Text.Encoding]::Latin1.GetBytes($second))
        "SubjectId,PatientId,FamilyName,GivenName,BirthDate,Sex,Centre`nT7001,70001,Ashdown,Philippa,1950-01-02,F,C07`nT7002,70002,Beckett,Rosalind,1951-03-04,F,C07" |
            Set-Content -LiteralPath "$Folder.csv"
        '{ "sponsor": "Sample Trials Unit", "protocol": "TWO-1", "masks": [{ "name": "tiny", "when": { "ManufacturerModelName": "Wren 0", "HasRegions": false }, "knownClean": "nothing is drawn" }] }' |
            Set-Content -LiteralPath "$Folder.json"
        $null = New-OspacsArchive -Archive "$Folder.db" -Policy "$Folder.json"
        @{ Archive = "$Folder.db"; Registry = "$Folder.csv"; Centre = 'C07' }
    }
}

Describe 'New-OspacsRegistry' {
    It 'reads a CSV file once, and several commands use what it read' {
        $registry = New-OspacsRegistry $trial.Registry -Policy $trial.Policy
        $registry.Source | Should -Be CSV
        $registry.Patients | Should -BeGreaterThan 3
        $registry.Centres | Should -Be 3
        $registry.ReadUtc | Should -BeGreaterThan ([datetime]::UtcNow.AddMinutes(-5))
        $aside = "$($trial.Registry).aside"
        Move-Item -LiteralPath $trial.Registry $aside
        try {
            $checks = @(Test-OspacsPatient $medium.Folder -Centre $medium.Centre -Registry $registry -Policy $trial.Policy)
            @($checks | Where-Object Status -EQ Match).Count | Should -BeGreaterThan 0
            $outcomes = @(Import-OspacsStudy $medium.Folder -Archive $trial.Archive -MediaRef $medium.MediaRef -Centre $medium.Centre -Registry $registry -ErrorAction SilentlyContinue)
            @($outcomes | Where-Object Outcome -EQ Stored).Count | Should -Be @($medium.Files | Where-Object Outcome -EQ Stored).Count
            Protect-OspacsImage $medium.Folder (Join-Path $trial.Folder protected) -Archive $trial.Archive -Centre $medium.Centre -Registry $registry -ErrorAction SilentlyContinue |
                Where-Object Outcome -EQ Protected | Should -Not -BeNullOrEmpty
            $approved = Get-OspacsQuarantineItem -Archive $trial.Archive -Reason Mismatch | Select-Object -First 1 |
                Approve-OspacsQuarantineItem -Proposal -Reason 'her card was seen' -Registry $registry
            $approved.Outcome | Should -Be Stored
        }
        finally {
            Move-Item -LiteralPath $aside $trial.Registry
        }
    }

    It 'reads a database by a query, and leaves it as it was' {
        if (-not $Python) { Set-ItResult -Skipped -Because 'there is no Python to make the database with' }
        $before = Get-TreeState $trial.Folder
        $registry = New-OspacsRegistry -Engine sqlite -Connection $database -Query $query
        $registry.Source | Should -Be SQLite
        $registry.Patients | Should -Be (New-OspacsRegistry $trial.Registry).Patients
        $plain = Test-OspacsPatient $medium.Folder -Centre $medium.Centre -Registry $trial.Registry -Policy $trial.Policy
        $asked = Test-OspacsPatient $medium.Folder -Centre $medium.Centre -Registry $registry -Policy $trial.Policy
        "$($asked.Status)" | Should -Be "$($plain.Status)"
        $asked.SubjectId | Should -Be $plain.SubjectId
        Get-TreeState $trial.Folder | Should -Be $before
    }

    It 'takes the names of columns' {
        if (-not $Python) { Set-ItResult -Skipped -Because 'there is no Python to make the database with' }
        (New-OspacsRegistry -Engine SQLite -Connection $database -Query 'SELECT * FROM volunteer' -Column @{ subjectid = 'NUMBER' }).Patients | Should -BeGreaterThan 3
        (Get-Failure { New-OspacsRegistry -Engine SQLite -Connection $database -Query 'SELECT * FROM volunteer' }).Exception.Message | Should -Match 'SubjectId'
    }

    It 'takes files from the pipeline, and the layout from an archive or the parameters' {
        $csv = Join-Path $trial.Folder 'other.csv'
        "No,PatientId,FamilyName,GivenName,BirthDate,Sex,Centre`nT1,1,A,B,14/03/1951,F,C01" | Set-Content -LiteralPath $csv
        (Get-Item -LiteralPath $csv | New-OspacsRegistry -Column @{ SubjectId = 'No' } -BirthDateLayout dd/MM/yyyy).Patients | Should -Be 1
        (New-OspacsRegistry -LiteralPath $csv -Column @{ SubjectId = 'No' } -BirthDateLayout dd/MM/yyyy -Archive $trial.Archive).Patients | Should -Be 1
    }

    It 'shows counts and nobody, whatever it is asked for' {
        $registry = New-OspacsRegistry $trial.Registry
        $shown = ($registry | Out-String), ($registry | Format-List -Property * -Force | Out-String), ($registry | ConvertTo-Json -Depth 9), "$registry", ($registry | Get-Member | Out-String)
        $shown -join "`n" | Should -Not -Match ([regex]::Escape($trial.Folder))
        foreach ($word in (Import-Csv -LiteralPath $trial.Registry).FamilyName | Where-Object Length -GT 3) {
            $shown -join "`n" | Should -Not -Match ([regex]::Escape($word))
        }
    }

    It 'completes engines, and -Registry is still completed as a file' {
        (TabExpansion2 'New-OspacsRegistry -Engine sq' -cursorColumn 29).CompletionMatches.CompletionText | Should -Be @('SQLite', "'SQL Server'")
        Push-Location $trial.Folder
        try {
            (TabExpansion2 'Test-OspacsPatient x -Registry ./regi' -cursorColumn 37).CompletionMatches.CompletionText | Should -Match 'registry\.csv'
        }
        finally {
            Pop-Location
        }
    }

    It 'fails with <Id> when <Case>, and quotes nothing' -ForEach @(
        @{ Case = 'the database is not there'; Id = 'Ospacs.RegistryUnreachable'; Do = { New-OspacsRegistry -Engine SQLite -Connection "$($trial.Folder)/none.sqlite" -Query 'SELECT 1' } }
        @{ Case = 'the file is no database'; Id = 'Ospacs.RegistryUnreachable'; Do = { New-OspacsRegistry -Engine SQLite -Connection $trial.Registry -Query 'SELECT 1' } }
        @{ Case = 'there is no such table'; Id = 'Ospacs.RegistryUnreachable'; Do = { New-OspacsRegistry -Engine SQLite -Connection $trial.Archive -Query 'SELECT * FROM SECRET' } }
        @{ Case = 'the query gives no rows'; Id = 'Ospacs.RegistryInvalid'; Do = { New-OspacsRegistry -Engine SQLite -Connection $trial.Archive -Query "SELECT 1 AS SubjectId, 1 AS PatientId, 1 AS FamilyName, 1 AS GivenName, 1 AS BirthDate, 1 AS Sex, 1 AS Centre WHERE 'SECRET' = ''" } }
        @{ Case = 'the query would write'; Id = 'Ospacs.RegistryInvalid'; Do = { New-OspacsRegistry -Engine SQLite -Connection $trial.Archive -Query "DELETE FROM Media WHERE MediaRef = 'SECRET'" } }
        @{ Case = 'columns are missing'; Id = 'Ospacs.RegistryInvalid'; Do = { New-OspacsRegistry -Engine SQLite -Connection $trial.Archive -Query "SELECT 'SECRET' AS SubjectId" } }
        @{ Case = 'the engine is unknown'; Id = 'Ospacs.InvalidArgument'; Do = { New-OspacsRegistry -Engine Paper -Connection SECRET -Query 'SELECT 1' } }
        @{ Case = 'a credential is given for a file'; Id = 'Ospacs.InvalidArgument'; Do = {
                $password = [securestring]::new()
                'SECRET'.ToCharArray() | ForEach-Object { $password.AppendChar($_) }
                $credential = [pscredential]::new('margaret', $password)
                New-OspacsRegistry -Engine SQLite -Connection $trial.Archive -Query 'SELECT 1' -Credential $credential
            }
        }
        @{ Case = 'a password stands in the connection'; Id = 'Ospacs.InvalidArgument'; Do = { New-OspacsRegistry -Engine Paper -Connection 'Server=x;Password=SECRET' -Query 'SELECT 1' } }
        @{ Case = 'a column is none'; Id = 'Ospacs.InvalidArgument'; Do = { New-OspacsRegistry $trial.Registry -Column @{ Surname = 'SECRET' } } }
        @{ Case = 'two columns are one'; Id = 'Ospacs.InvalidArgument'; Do = { New-OspacsRegistry $trial.Registry -Column @{ SubjectId = 'PatientId' } } }
        @{ Case = 'the layout of dates is none'; Id = 'Ospacs.InvalidArgument'; Do = { New-OspacsRegistry $trial.Registry -BirthDateLayout dd/MM/yy } }
        @{ Case = 'the file is not there'; Id = 'Ospacs.PathNotFound'; Do = { New-OspacsRegistry "$($trial.Folder)/none.csv" } }
    ) {
        $failure = Get-Failure $Do
        $failure.FullyQualifiedErrorId | Should -Be "$Id,Ospacs.PowerShell.Commands.NewOspacsRegistryCommand"
        "$($failure.Exception)" | Should -Not -Match 'SECRET|margaret'
        "$($failure.Exception.Message)" | Should -Not -Match ([regex]::Escape($trial.Folder))
    }
}

Describe 'A registry that cannot be used' {
    It 'stops <Command> before a file is touched' -ForEach @(
        @{ Command = 'Import-OspacsStudy'; Do = { param($csv) Import-OspacsStudy $medium.Folder -Archive $trial.Archive -MediaRef M9 -Centre $medium.Centre -Registry $csv } }
        @{ Command = 'Test-OspacsPatient'; Do = { param($csv) Test-OspacsPatient $medium.Folder -Centre $medium.Centre -Registry $csv } }
        @{ Command = 'Protect-OspacsImage'; Do = { param($csv) Protect-OspacsImage $medium.Folder "$($trial.Folder)/none" -Archive $trial.Archive -Centre $medium.Centre -Registry $csv } }
    ) {
        $empty = Join-Path $trial.Folder 'empty.csv'
        'SubjectId,PatientId,FamilyName,GivenName,BirthDate,Sex,Centre' | Set-Content -LiteralPath $empty
        $before = Get-TreeState $trial.Folder
        (Get-Failure { & $Do $empty }).FullyQualifiedErrorId | Should -BeLike 'Ospacs.RegistryInvalid,*'
        (Get-Failure { & $Do "$($trial.Folder)/none.csv" }).FullyQualifiedErrorId | Should -BeLike 'Ospacs.PathNotFound,*'
        Get-TreeState $trial.Folder | Should -Be $before
    }
}

Describe 'A disc that contradicts itself' {
    It 'is told of once, and all files of a study of two patients wait until each is decided' {
        $disc = Join-Path $trial.Folder "two$([guid]::NewGuid())"
        $common = Build-TwoPatientDisc $disc
        $checks = @(Test-OspacsPatient $disc @common -ErrorVariable told -ErrorAction SilentlyContinue)
        $checks.Count | Should -Be 2
        @($told).Count | Should -Be 1
        $outcomes = @(Import-OspacsStudy $disc -MediaRef M70 @common -ErrorVariable problems -ErrorAction SilentlyContinue)
        $outcomes | ForEach-Object { $_ | Should -BeOfType ([Ospacs.Archive.Import.ImportOutcome]) }
        $outcomes.Reason | Should -Be Inconsistent, Inconsistent
        @($problems).Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -Be 'Ospacs.MediaInconsistent,Ospacs.PowerShell.Commands.ImportOspacsStudyCommand'
        $finding = @($problems[0].TargetObject)[0]
        $finding.Kind | Should -Be StudyOfSeveralPatients
        $finding.FileNumbers | Should -Be 1, 2
        $finding.SubjectIds | Should -Be T7001, T7002
        "$($problems[0]) $($finding | Out-String) $($outcomes.Message)" | Should -Not -Match 'Ashdown|Beckett|70001|70002|1950'

        Get-OspacsQuarantineItem -Archive $common.Archive | Import-OspacsStudy -Registry $common.Registry | ForEach-Object { "$($_.Reason)" } | Should -Be Inconsistent, Inconsistent
        $decided = Get-OspacsQuarantineItem -Archive $common.Archive | Where-Object FileNumber -EQ 1 | Approve-OspacsQuarantineItem -Proposal -Reason 'the list of that day was seen' -Registry $common.Registry
        $decided.Outcome | Should -Be Stored
        $decided.SubjectId | Should -Be T7001
        Get-OspacsMedia -Archive $common.Archive | ForEach-Object { "$($_.Stored) $($_.Quarantined)" } | Should -Be '1 1'
    }

    It 'tells dates outside the period, and holds nothing for them' {
        $disc = Join-Path $trial.Folder "dates$([guid]::NewGuid())"
        $common = Build-TwoPatientDisc $disc
        Remove-Item "$disc/IM2"
        $failure = $null
        $outcomes = @(Import-OspacsStudy $disc -MediaRef M71 @common -PeriodFrom 1999-01-01 -PeriodTo 1999-12-31 -ErrorVariable failure -ErrorAction SilentlyContinue)
        $outcomes.Outcome | Should -Be Stored
        @($failure[0].TargetObject).Kind | Should -Be DateOutsidePeriod
        (Get-Failure { Test-OspacsPatient $disc @common -PeriodFrom 2000-01-02 -PeriodTo 2000-01-01 }).FullyQualifiedErrorId | Should -BeLike 'Ospacs.InvalidArgument,*'
        Import-OspacsStudy $disc -MediaRef M71 @common -ErrorVariable none | ForEach-Object Outcome | Should -Be AlreadyStored
        $none | Should -BeNullOrEmpty
    }
}

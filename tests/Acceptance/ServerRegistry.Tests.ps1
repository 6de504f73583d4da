# A trial's own database on a server as the registry, taken through checks and imports.

BeforeDiscovery {
    . $PSScriptRoot/Servers.ps1
    $present, $missing = @(Get-TestServer).Where({ $_.IsHere }, 'Split')
}

Describe 'A registry on <Engine>' -ForEach $missing {
    It 'is not tried, since its server is not installed' -Skip { }
}

Describe 'A registry on <Engine>' -ForEach $present {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        . $PSScriptRoot/Servers.ps1

        function Build-VolunteerTable {
            # The rows of a CSV registry as a table of the trial's own, with names and types of its own, and an account that may only read it.
            param([Parameter(Mandatory)] [string] $Csv)

            $quote = { if ($_) { "'" + ([string] $_).Replace("'", "''") + "'" } else { 'NULL' } }
            $rows = foreach ($row in Import-Csv -LiteralPath $Csv) {
                '(' + (@($row.SubjectId, $row.PatientId, $row.FamilyName, $row.GivenName, $row.BirthDate, $row.Sex, $row.Centre | ForEach-Object $quote) -join ', ') + ')'
            }
            $columns = 'number VARCHAR(64) PRIMARY KEY, hospital_ids VARCHAR(200), family VARCHAR(100), given VARCHAR(100), born DATE, sex VARCHAR(10), site VARCHAR(20) NOT NULL'
            $insert = "INSERT INTO volunteer VALUES $($rows -join ', ')"
            Invoke-TestServer $server $(
                if ($Engine -eq 'MySQL') {
                    "SET NAMES utf8mb4; CREATE TABLE volunteer ($columns) CHARACTER SET utf8mb4; $insert; CREATE USER asker@'127.0.0.1' IDENTIFIED BY 'mayread'; GRANT SELECT ON trial.volunteer TO asker@'127.0.0.1'"
                }
                else {
                    "CREATE TABLE volunteer ($columns); $insert; CREATE ROLE asker LOGIN PASSWORD 'mayread'; GRANT SELECT ON volunteer TO asker"
                }
            )
        }

        $server = Open-TestServer $Connection
        $trial = Build-SampleTrial
        Build-VolunteerTable $trial.Registry
        # PostgreSQL looks for a name without a schema in the connection's own, which is the archive's.
        $table = if ($Engine -eq 'PostgreSQL') { 'public.volunteer' } else { 'volunteer' }
        $there = @{ Engine = $Engine; Connection = $Connection }
        $query = "SELECT number AS ""SubjectId"", hospital_ids AS ""PatientId"", family AS ""FamilyName"", given AS ""GivenName"", born AS ""BirthDate"", sex AS ""Sex"", site AS ""Centre"" FROM $table"
        $tell = '127\.0\.0\.1|localhost|owner|bench|asker|mayread|volunteer|hospital_ids|SECRET'
    }

    AfterAll {
        Close-TestServer $server
    }

    It 'checks every disc as the CSV file does' {
        $registry = New-OspacsRegistry @there -Query $query
        $registry.Source | Should -Be $Engine
        $registry.Patients | Should -Be (New-OspacsRegistry $trial.Registry).Patients
        foreach ($medium in $trial.Media) {
            $common = @{ Path = $medium.Folder; Centre = $medium.Centre; Policy = $trial.Policy; ErrorAction = 'SilentlyContinue' }
            $file = @(Test-OspacsPatient @common -Registry $trial.Registry)
            $asked = @(Test-OspacsPatient @common -Registry $registry)
            @($file | Where-Object Status -EQ Match).Count | Should -BeGreaterThan 0
            # All that they hold: fields, scores and candidates too.
            [System.Management.Automation.PSSerializer]::Serialize($asked, 6) | Should -Be ([System.Management.Automation.PSSerializer]::Serialize($file, 6))
        }
    }

    It 'is asked by an account that may only read, given apart from the connection, under the trial''s own names of columns' {
        $password = [securestring]::new()
        'mayread'.ToCharArray() | ForEach-Object { $password.AppendChar($_) }
        $port = (Get-Content -Raw -LiteralPath $env:OSPACS_CONNECTIONS | ConvertFrom-Json).connections.$Connection.port
        $string = if ($Engine -eq 'MySQL') { "Server=127.0.0.1;Port=$port;Database=trial;SslMode=Disabled" } else { "Host=127.0.0.1;Port=$port;Database=trial;SSL Mode=Disable" }
        $column = @{ SubjectId = 'number'; PatientId = 'hospital_ids'; FamilyName = 'family'; GivenName = 'given'; BirthDate = 'born'; Centre = 'site' }
        $registry = New-OspacsRegistry -Engine $Engine -Connection $string -Credential ([pscredential]::new('asker', $password)) -Query "SELECT * FROM $table" -Column $column
        $medium = $trial.Media[0]
        $checks = @(Test-OspacsPatient $medium.Folder -Centre $medium.Centre -Policy $trial.Policy -Registry $registry -ErrorAction SilentlyContinue)
        @($checks | Where-Object Status -EQ Match).Count | Should -BeGreaterThan 0
    }

    It 'takes every disc in as the CSV file does, and decides what waits' {
        $file = Build-SampleTrial -Import
        $registry = New-OspacsRegistry @there -Query $query
        $outcomes = @($trial.Media | ForEach-Object {
                Import-OspacsStudy $_.Folder -Archive $trial.Archive -MediaRef $_.MediaRef -Centre $_.Centre -Registry $registry -ErrorAction SilentlyContinue
            })
        $pick = { "$($_.MediaRef) $($_.FileNumber) $($_.Outcome) $($_.Reason) $($_.SubjectId) $($_.Message)" }
        @($outcomes | Where-Object Outcome -EQ Stored).Count | Should -BeGreaterThan 3
        @($outcomes | ForEach-Object $pick) | Should -Be @($file.Outcomes | ForEach-Object $pick)
        $look = { "$($_.Centre) $($_.SubjectId) $($_.StudyDate) $($_.InstanceNumber) $($_.NumberOfFrames) $($_.Rule)" }
        @(Get-OspacsImage -Archive $trial.Archive | ForEach-Object $look) | Should -Be @(Get-OspacsImage -Archive $file.Archive | ForEach-Object $look)
        $approved = Get-OspacsQuarantineItem -Archive $trial.Archive -Reason Mismatch | Select-Object -First 1 |
            Approve-OspacsQuarantineItem -Proposal -Reason 'her card was seen' -Registry $registry
        $approved.Outcome | Should -Be Stored
    }

    It 'fails with <Id> when <Case>, and names nothing of the server' -ForEach @(
        @{ Case = 'the query asks for a column that is none'; Id = 'Ospacs.RegistryUnreachable'; Do = { New-OspacsRegistry @there -Query ($query -replace 'hospital_ids', 'SECRET') } }
        @{ Case = 'the query asks a table that is none'; Id = 'Ospacs.RegistryUnreachable'; Do = { New-OspacsRegistry @there -Query 'SELECT * FROM SECRET' } }
        @{ Case = 'the query does not give a column under its name'; Id = 'Ospacs.RegistryInvalid'; Do = { New-OspacsRegistry @there -Query ($query -replace '"PatientId"', '"SECRET"') } }
        @{ Case = '-Column names a column that the query does not give'; Id = 'Ospacs.RegistryInvalid'; Do = { New-OspacsRegistry @there -Query $query -Column @{ FormerName = 'MAIDEN' } } }
        @{ Case = 'the query would write'; Id = 'Ospacs.RegistryUnreachable'; Do = { New-OspacsRegistry @there -Query "DELETE FROM $table" } }
        @{ Case = 'the server is not there'; Id = 'Ospacs.RegistryUnreachable'; Do = {
                Use-OtherConnection $server { $_ -replace '"port": \d+', '"port": 9' } { New-OspacsRegistry @there -Query $query }
            }
        }
        @{ Case = 'the account is unknown'; Id = 'Ospacs.RegistryUnreachable'; Do = {
                Use-OtherConnection $server { $_ -replace '"user": "\w+"', '"user": "SECRET"' } { New-OspacsRegistry @there -Query $query }
            }
        }
        @{ Case = 'no connection has the name'; Id = 'Ospacs.InvalidArgument'; Do = { New-OspacsRegistry -Engine $Engine -Connection SECRET -Query $query } }
    ) {
        $failure = Get-Failure $Do
        $failure.FullyQualifiedErrorId | Should -Be "$Id,Ospacs.PowerShell.Commands.NewOspacsRegistryCommand"
        "$($failure.Exception) $($failure.TargetObject)" | Should -Not -Match $tell
        foreach ($word in (Import-Csv -LiteralPath $trial.Registry).FamilyName) {
            "$($failure.Exception)" | Should -Not -Match ([regex]::Escape($word))
        }
    }
}

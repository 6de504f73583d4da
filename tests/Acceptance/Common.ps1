# What the scenarios share. Each scenario file sources it in BeforeAll.

$script:Module = [System.IO.Path]::GetFullPath([System.IO.Path]::Combine($PSScriptRoot, '..', '..', 'out', 'Ospacs'))
if (-not (Test-Path -LiteralPath (Join-Path $script:Module 'Ospacs.psd1'))) {
    throw 'The module is not laid out. Run dotnet build first.'
}
Import-Module $script:Module -Force

function Invoke-FreshPwsh {
    # Runs a script in a PowerShell of its own, with the module's folder as its first argument; gives its output, or fails with its errors.
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string] $Script,
        [string[]] $Argument
    )

    $file = Join-Path $TestDrive "$([guid]::NewGuid()).ps1"
    "param([string] `$Module)`n`$ErrorActionPreference = 'Stop'`n$Script" | Set-Content -LiteralPath $file
    $output = & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -File $file $script:Module @Argument 2>&1
    if ($LASTEXITCODE -ne 0) {
        throw "The script ended with ${LASTEXITCODE}: $($output -join "`n")"
    }
    $output | ForEach-Object { "$_" }
}

function Build-SampleTrial {
    # A made-up trial in a folder of its own: discs, registry, policy and an empty archive; with -Import, the discs are taken in.
    [CmdletBinding()]
    param([switch] $Import)

    $folder = Join-Path $TestDrive ([guid]::NewGuid())
    $sample = [Ospacs.Archive.Acceptance.SampleDisc]::Create($folder)
    $trial = [pscustomobject]@{
        Folder   = $folder
        Media    = [object[]] $sample.Media
        Registry = $sample.RegistryPath
        Policy   = $sample.PolicyPath
        Archive  = Join-Path $folder 'archive.db'
        Outcomes = @()
    }
    $null = New-OspacsArchive -Archive $trial.Archive -Policy $trial.Policy -WarningAction SilentlyContinue
    if ($Import) {
        $trial.Outcomes = @($trial.Media | ForEach-Object { Import-SampleMedium $trial $_ -ErrorAction SilentlyContinue })
    }
    $trial
}

function Import-SampleMedium {
    # Takes a disc of a made-up trial in.
    [CmdletBinding()]
    param([Parameter(Mandatory)] [object] $Trial, [Parameter(Mandatory)] [object] $Medium)

    Import-OspacsStudy -LiteralPath $Medium.Folder -Archive $Trial.Archive -MediaRef $Medium.MediaRef -Centre $Medium.Centre -Registry $Trial.Registry
}

function Build-LargeTrial {
    # A made-up trial with one disc of many tiny stills, so many that an import takes more than one transaction.
    [CmdletBinding()]
    param([int] $Count = 4100)

    $folder = Join-Path $TestDrive ([guid]::NewGuid())
    $disc = Join-Path $folder 'disc'
    $null = New-Item -ItemType Directory -Path $disc
    $scanner = [Ospacs.Archive.Acceptance.SampleScanner] @{
        Manufacturer = 'Wren'; Model = 'Wren 0'; SerialNumber = 'W1'; Station = 'S1'; Institution = 'TEST'; Columns = 16; Rows = 16; Banner = 0; Footer = 0
    }
    $patient = [Ospacs.Archive.Acceptance.SamplePatient] @{ PatientId = '70001'; Name = 'Ashdown^Philippa'; BurnedName = 'ASHDOWN'; BirthDate = '19500102' }
    $object = [Ospacs.Archive.Acceptance.SampleObject] @{ Patient = $patient; Scanner = $scanner }
    $bytes = $object.ToBytes()
    $text = [System.Text.Encoding]::Latin1.GetString($bytes)
    # The last digits of the SOP Instance UID, wherever it stands, become the file's number.
    $uid = $object.SopInstanceUid
    $stem = $uid.Substring(0, $uid.Length - 6)
    $places = [regex]::Matches($text, [regex]::Escape($uid)).Index
    foreach ($number in 1..$Count) {
        $digits = [System.Text.Encoding]::ASCII.GetBytes('{0:000000}' -f $number)
        foreach ($place in $places) {
            $digits.CopyTo($bytes, $place + $stem.Length)
        }
        [System.IO.File]::WriteAllBytes((Join-Path $disc ('I{0:000000}' -f $number)), $bytes)
    }
    $policy = Join-Path $folder 'policy.json'
    '{ "sponsor": "Sample Trials Unit", "protocol": "LARGE-1", "masks": [{ "name": "tiny", "when": { "ManufacturerModelName": "Wren 0", "HasRegions": false }, "knownClean": "nothing is drawn" }] }' |
        Set-Content -LiteralPath $policy
    $registry = Join-Path $folder 'registry.csv'
    "SubjectId,PatientId,FamilyName,GivenName,BirthDate,Sex,Centre`nT7001,70001,Ashdown,Philippa,1950-01-02,F,C07" | Set-Content -LiteralPath $registry
    $archive = Join-Path $folder 'archive.db'
    $null = New-OspacsArchive -Archive $archive -Policy $policy -WarningAction SilentlyContinue
    [pscustomobject]@{ Folder = $folder; Disc = $disc; Count = $Count; Registry = $registry; Policy = $policy; Archive = $archive }
}

function Get-TreeState {
    # Every file below a folder with its hash: two are equal when nothing was written between them.
    [CmdletBinding()]
    param([Parameter(Mandatory)] [string] $Path)

    Get-ChildItem -LiteralPath $Path -Recurse -Force -File | Sort-Object FullName |
        ForEach-Object { "$($_.FullName) $((Get-FileHash -LiteralPath $_.FullName).Hash)" }
}

function Get-Failure {
    # Runs a script and gives the error that ends it, or the one that it writes; fails when there is none, or more than one.
    [CmdletBinding()]
    param([Parameter(Mandatory)] [scriptblock] $Script)

    $before = $global:Error.Count
    $failures = @(try { & $Script 2>&1 | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] } } catch { $_ })
    if ($failures.Count -ne 1) {
        throw "There were $($failures.Count) errors: $failures"
    }
    # The engine's own errors would stand here beside ours.
    $left = $global:Error.Count - $before
    if ($left -gt 1) {
        throw "$left errors were left in `$Error: $($global:Error[0..($left - 1)].FullyQualifiedErrorId)"
    }
    $failures[0]
}

#Requires -Version 7.4
<#
.SYNOPSIS
    Builds, tests, documents and packs the Ospacs module.
.DESCRIPTION
    The PowerShell door to the steps that 'dotnet build' and 'dotnet test' do as well.

    Build  lays the module out in out/Ospacs.
    Test   runs the xunit projects and, in a fresh PowerShell, the Pester scenarios.
    Help   begins a page for each cmdlet that has none, and makes the help that ships from the pages in en-US.
    Pack   makes out/Ospacs-VERSION.zip, which is unpacked into a folder of $env:PSModulePath.

    Test needs Pester 5, and Help needs Microsoft.PowerShell.PlatyPS. One that is missing is brought from the PowerShell
    Gallery for the current user; where that cannot be done, the script says what is missing and stops.
.PARAMETER Task
    What to do, in this order.
.PARAMETER Configuration
    Debug or Release.
.EXAMPLE
    ./build.ps1
.EXAMPLE
    ./build.ps1 -Task Build, Test, Pack -Configuration Release
#>
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Test', 'Help', 'Pack')]
    [string[]] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Debug'
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version 3.0

$root = $PSScriptRoot
$configured = '--nologo', '--configuration', $Configuration
$out = Join-Path $root 'out'
$module = Join-Path $out 'Ospacs'
$project = [System.IO.Path]::Combine($root, 'src', 'Ospacs.PowerShell', 'Ospacs.PowerShell.csproj')
$pages = Join-Path $root 'en-US'

function Invoke-Native {
    # Runs a program and stops the script when it fails.
    param([Parameter(Mandatory)] [string] $Program, [string[]] $Argument)

    & $Program @Argument
    if ($LASTEXITCODE -ne 0) {
        throw "$Program $($Argument[0]) ended with $LASTEXITCODE."
    }
}

function Assert-Module {
    # Sees to it that a module is there, from the gallery where one can be reached.
    param([Parameter(Mandatory)] [string] $Name, [Parameter(Mandatory)] [version] $MinimumVersion)

    $isThere = { Get-Module -ListAvailable -Name $Name | Where-Object Version -GE $MinimumVersion }
    if (& $isThere) {
        return
    }
    Write-Information "$Name $MinimumVersion or later is missing; asking the gallery for it." -InformationAction Continue
    $reason = 'this PowerShell has neither Install-PSResource nor Install-Module'
    try {
        if (Get-Command Install-PSResource -ErrorAction Ignore) {
            Install-PSResource -Name $Name -Version "[$MinimumVersion,)" -Scope CurrentUser -TrustRepository
        }
        elseif (Get-Command Install-Module -ErrorAction Ignore) {
            Install-Module -Name $Name -MinimumVersion $MinimumVersion -Scope CurrentUser -Force -SkipPublisherCheck
        }
    }
    catch {
        $reason = $_.Exception.Message
    }
    if (-not (& $isThere)) {
        throw "The module $Name, version $MinimumVersion or later, is needed and could not be installed: $reason. Install it by hand and run this again."
    }
}

function Invoke-Build {
    Invoke-Native dotnet (@('build', $project, '--verbosity', 'quiet') + $configured)
    Write-Information "The module stands in $module." -InformationAction Continue
}

function Invoke-Test {
    Assert-Module -Name Pester -MinimumVersion 5.5.0
    Invoke-Native dotnet (@('test', (Join-Path $root 'Ospacs.PowerShell.sln')) + $configured)
    # In a process of its own: an assembly that a session has loaded stays until it ends.
    $scenarios = [System.IO.Path]::Combine($root, 'tests', 'Acceptance')
    $run = "Import-Module Pester -MinimumVersion 5.5.0; Invoke-Pester -Path '$($scenarios.Replace("'", "''"))' -CI"
    Push-Location $out
    try {
        Invoke-Native (Get-Process -Id $PID).Path '-NoProfile', '-NonInteractive', '-Command', $run
    }
    finally {
        Pop-Location
    }
}

function Invoke-Help {
    Assert-Module -Name Microsoft.PowerShell.PlatyPS -MinimumVersion 1.0.0
    Invoke-Build
    $make = {
        param($Module, $Pages)
        $ErrorActionPreference = 'Stop'
        Import-Module Microsoft.PowerShell.PlatyPS
        Import-Module $Module
        $begun = Join-Path ([System.IO.Path]::GetTempPath()) ([guid]::NewGuid())
        try {
            foreach ($command in Get-Command -Module Ospacs) {
                $page = Join-Path $Pages "$($command.Name).md"
                if (-not (Test-Path -LiteralPath $page)) {
                    New-MarkdownCommandHelp -CommandInfo $command -OutputFolder $begun | Copy-Item -Destination $page
                    Write-Warning "$page is begun and waits to be written."
                }
            }
            Get-ChildItem -LiteralPath $Pages -Filter *-*.md | Sort-Object Name | Import-MarkdownCommandHelp |
                Export-MamlCommandHelp -OutputFolder $begun -Force | Out-Null
            $maml = Get-ChildItem -LiteralPath $begun -Recurse -Filter *-Help.xml
            $help = [System.Xml.XmlDocument]::new()
            $help.Load($maml.FullName)
            $names = [System.Xml.XmlNamespaceManager]::new($help.NameTable)
            foreach ($prefix in 'maml', 'command', 'dev') {
                $names.AddNamespace($prefix, $help.DocumentElement.GetNamespaceOfPrefix($prefix))
            }
            # PlatyPS leaves an example's code fenced in its introduction; Get-Help shows it well from where code belongs.
            foreach ($example in $help.SelectNodes('//command:example', $names)) {
                $code = $example.SelectSingleNode('dev:code', $names)
                $remarks = $example.SelectSingleNode('dev:remarks', $names)
                foreach ($para in @($example.SelectNodes('maml:introduction/maml:para', $names))) {
                    if ($para.InnerText -match '(?s)^```powershell\r?\n(.*?)\r?\n```$') {
                        $code.InnerText = $Matches[1]
                        $null = $para.ParentNode.RemoveChild($para)
                    }
                    elseif ($para.InnerText.Trim([char] 0x80).Trim()) {
                        $null = $remarks.AppendChild($para)
                    }
                    else {
                        $null = $para.ParentNode.RemoveChild($para)
                    }
                }
            }
            # Links lead to other cmdlets by name; there is no page of theirs on line.
            foreach ($link in @($help.SelectNodes('//maml:navigationLink', $names))) {
                $uri = $link.SelectSingleNode('maml:uri', $names)
                if (-not $uri.InnerText) {
                    $null = $link.ParentNode.RemoveChild($link)
                }
                elseif ($uri.InnerText -notlike 'http*') {
                    $uri.InnerText = ''
                }
            }
            $written = [System.Text.StringBuilder]::new()
            $writer = [System.Xml.XmlWriter]::Create($written, [System.Xml.XmlWriterSettings] @{ Indent = $true; OmitXmlDeclaration = $true; NewLineChars = "`n" })
            $help.Save($writer)
            $writer.Dispose()
            $text = '<?xml version="1.0" encoding="utf-8"?>' + "`n" + $written.ToString().ReplaceLineEndings("`n").TrimEnd() + "`n"
            [System.IO.File]::WriteAllText((Join-Path $Pages $maml.Name), $text)
        }
        finally {
            Remove-Item -LiteralPath $begun -Recurse -ErrorAction Ignore
        }
    }
    Invoke-Native (Get-Process -Id $PID).Path '-NoProfile', '-NonInteractive', '-Command', "& { $make } -Module '$($module.Replace("'", "''"))' -Pages '$($pages.Replace("'", "''"))'"
    Invoke-Build
}

function Invoke-Pack {
    Invoke-Build
    $version = (Import-PowerShellDataFile -LiteralPath (Join-Path $module 'Ospacs.psd1')).ModuleVersion
    $package = Join-Path $out "Ospacs-$version.zip"
    Remove-Item -LiteralPath $package -ErrorAction Ignore
    $zip = [System.IO.Compression.ZipFile]::Open($package, [System.IO.Compression.ZipArchiveMode]::Create)
    try {
        $files = [string[]] [System.IO.Directory]::GetFiles($module, '*', [System.IO.SearchOption]::AllDirectories)
        [array]::Sort($files, [System.StringComparer]::Ordinal)
        foreach ($file in $files) {
            # Names, order and times are fixed, so that the same module always packs to the same bytes.
            $name = [System.IO.Path]::GetRelativePath($module, $file).Replace('\', '/')
            $entry = $zip.CreateEntry("Ospacs/$version/$name")
            $entry.LastWriteTime = [System.DateTimeOffset]::new(2000, 1, 1, 0, 0, 0, [timespan]::Zero)
            $entry.ExternalAttributes = 0
            $to = $entry.Open()
            try {
                $to.Write([System.IO.File]::ReadAllBytes($file))
            }
            finally {
                $to.Dispose()
            }
        }
    }
    finally {
        $zip.Dispose()
    }
    Write-Information "The package is $package." -InformationAction Continue
}

switch ($Task) {
    'Build' { Invoke-Build }
    'Test' { Invoke-Test }
    'Help' { Invoke-Help }
    'Pack' { Invoke-Pack }
}

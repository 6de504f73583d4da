#Requires -Version 7.4
#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5.0' }
<#
.SYNOPSIS
    Runs the Pester scenarios against the module in out/Ospacs.
.PARAMETER TotalsPath
    A file for the totals: how many passed, failed and were skipped, in this order, parted by spaces.
.PARAMETER Path
    The scenarios; all of this folder's when left out.
#>
[CmdletBinding()]
param(
    [string] $TotalsPath,

    [string[]] $Path = $PSScriptRoot
)

$ErrorActionPreference = 'Stop'

$configuration = New-PesterConfiguration
$configuration.Run.Path = $Path
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Normal'
$configuration.Output.RenderMode = 'Plaintext'
# Where every test must run, one that cannot is a failure; a script that does not even load is one too.
$result = Invoke-Pester -Configuration $configuration
$failed = $result.FailedCount + $result.FailedBlocksCount + $result.FailedContainersCount
if ($result.TotalCount -eq 0) {
    $failed++
}
if ($TotalsPath) {
    "$($result.PassedCount) $failed $($result.SkippedCount + $result.InconclusiveCount + $result.NotRunCount)" | Set-Content -LiteralPath $TotalsPath
}
exit [int]($failed -gt 0)

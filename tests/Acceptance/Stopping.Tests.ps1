BeforeAll {
    . $PSScriptRoot/Common.ps1

    function Invoke-Import {
        # Begins an import in a runspace of its own; what each outcome is given to may hold it up.
        param([object] $Trial, [scriptblock] $Each = { $_ })

        $shell = [powershell]::Create()
        $output = [System.Management.Automation.PSDataCollection[psobject]]::new()
        $null = $shell.AddScript({
                param($Module, $Trial, $Each)
                Import-Module $Module
                Import-OspacsStudy -LiteralPath $Trial.Disc -Archive $Trial.Archive -MediaRef L1 -Centre C07 -Registry $Trial.Registry |
                    ForEach-Object ([scriptblock]::Create($Each))
            }).AddArgument($Module).AddArgument($Trial).AddArgument("$Each")
        $waiting = [System.Management.Automation.PSDataCollection[psobject]]::new()
        $waiting.Complete()
        [pscustomobject]@{ Shell = $shell; Output = $output; Handle = $shell.BeginInvoke($waiting, $output) }
    }

    function Assert-Resumable {
        # The archive is sound, holds whatever was told of, and an import begun again completes it.
        param([object] $Trial, [object[]] $Told)

        (Test-OspacsArchive -Archive $Trial.Archive -ErrorAction Stop).IsIntact | Should -BeTrue
        $there = (Get-OspacsArchive -Archive $Trial.Archive).Images
        @($Told | Where-Object Outcome -EQ Stored).Count | Should -BeLessOrEqual $there
        $outcomes = @(Import-OspacsStudy -LiteralPath $Trial.Disc -Archive $Trial.Archive -MediaRef L1 -Centre C07 -Registry $Trial.Registry)
        @($outcomes | Where-Object Outcome -EQ AlreadyStored).Count | Should -Be $there
        @($outcomes | Where-Object Outcome -EQ Stored).Count | Should -Be ($Trial.Count - $there)
        (Get-OspacsArchive -Archive $Trial.Archive).Images | Should -Be $Trial.Count
        (Get-OspacsMedia L1 -Archive $Trial.Archive).Stored | Should -Be $Trial.Count
        (Test-OspacsArchive -Archive $Trial.Archive -ErrorAction Stop).IsIntact | Should -BeTrue
        Get-ChildItem $Trial.Folder -Recurse -Force -File | Where-Object Name -Match '-journal$|\.new$' | Should -BeNullOrEmpty
    }
}

Describe 'Ctrl+C' {
    It 'between two transactions of an import leaves what was told of, and nothing half-done' {
        $trial = Build-LargeTrial
        # The pipeline is held at its first outcome: more than one transaction's files are still to come.
        $run = Invoke-Import $trial { $_; Start-Sleep -Seconds 300 }
        try {
            $until = [datetime]::UtcNow.AddSeconds(60)
            while ($run.Output.Count -eq 0 -and [datetime]::UtcNow -lt $until) {
                Start-Sleep -Milliseconds 20
            }
            $run.Output.Count | Should -Be 1
            $run.Shell.Stop()
            $run.Shell.InvocationStateInfo.State | Should -Be Stopped
            $told = @($run.Output)
        }
        finally {
            $run.Shell.Dispose()
        }
        (Get-OspacsArchive -Archive $trial.Archive).Images | Should -BeLessThan $trial.Count
        Assert-Resumable $trial $told
    }

    It 'at any moment of an import leaves an archive that can be gone on with: after <_> ms' -ForEach 0, 40, 150, 400 {
        $trial = Build-LargeTrial -Count 1500
        $run = Invoke-Import $trial
        try {
            Start-Sleep -Milliseconds $_
            $run.Shell.Stop()
            $run.Shell.InvocationStateInfo.State | Should -BeIn Stopped, Completed
            $told = @($run.Output)
        }
        finally {
            $run.Shell.Dispose()
        }
        Assert-Resumable $trial $told
    }

    It 'removes what an export had written' {
        $trial = Build-LargeTrial -Count 1500
        $null = Import-OspacsStudy -LiteralPath $trial.Disc -Archive $trial.Archive -MediaRef L1 -Centre C07 -Registry $trial.Registry
        $disc = Join-Path $trial.Folder out
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript({
                    param($Module, $Trial, $Disc)
                    Import-Module $Module
                    Get-OspacsImage -Archive $Trial.Archive | Export-OspacsMedia $Disc
                }).AddArgument($Module).AddArgument($trial).AddArgument($disc)
            $handle = $shell.BeginInvoke()
            $until = [datetime]::UtcNow.AddSeconds(60)
            while (-not (Test-Path (Join-Path $disc IMAGES)) -and -not $handle.IsCompleted -and [datetime]::UtcNow -lt $until) {
                Start-Sleep -Milliseconds 1
            }
            $shell.Stop()
            if ($shell.InvocationStateInfo.State -eq 'Stopped') {
                Get-ChildItem $disc -Recurse -File -ErrorAction Ignore | Should -BeNullOrEmpty
            }
            else {
                Join-Path $disc DICOMDIR | Should -Exist
            }
        }
        finally {
            $shell.Dispose()
        }
    }

    It 'reaches a child PowerShell as a signal, and the import can be gone on with' -Skip:$IsWindows {
        $trial = Build-LargeTrial
        $script = Join-Path $trial.Folder run.ps1
        @'
param($Module, $Disc, $Archive, $Registry)
Import-Module $Module
Import-OspacsStudy -LiteralPath $Disc -Archive $Archive -MediaRef L1 -Centre C07 -Registry $Registry | ForEach-Object { 'one'; [Console]::Out.Flush(); Start-Sleep -Seconds 300 }
'@ | Set-Content $script
        $start = [System.Diagnostics.ProcessStartInfo]::new((Get-Process -Id $PID).Path)
        foreach ($argument in '-NoProfile', '-File', $script, $Module, $trial.Disc, $trial.Archive, $trial.Registry) {
            $start.ArgumentList.Add($argument)
        }
        $start.RedirectStandardOutput = $true
        $process = [System.Diagnostics.Process]::Start($start)
        try {
            $process.StandardOutput.ReadLine() | Should -Be one
            # A signal that comes while the script is between two commands can pass PowerShell by: a person presses again.
            $exited = $false
            for ($press = 1; -not $exited -and $press -le 6; $press++) {
                & /bin/kill -INT $process.Id
                $exited = $process.WaitForExit(15000)
            }
            $exited | Should -BeTrue
        }
        finally {
            if (-not $process.HasExited) { $process.Kill() }
            $process.Dispose()
        }
        Assert-Resumable $trial @()
    }
}

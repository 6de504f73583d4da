Describe 'The project''s own scripts' {
    It 'have nothing that PSScriptAnalyzer would object to: <_>' -Skip:(-not (Get-Module -ListAvailable PSScriptAnalyzer)) -ForEach 'build.ps1', 'module', 'tests' {
        $root = [System.IO.Path]::GetFullPath([System.IO.Path]::Combine($PSScriptRoot, '..', '..'))
        Invoke-ScriptAnalyzer -Path (Join-Path $root $_) -Recurse -Settings (Join-Path $root 'PSScriptAnalyzerSettings.psd1') |
            ForEach-Object { "$($_.ScriptName):$($_.Line) $($_.RuleName) $($_.Message)" } | Should -BeNullOrEmpty
    }
}

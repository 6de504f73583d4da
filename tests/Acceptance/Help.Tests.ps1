BeforeDiscovery {
    Import-Module ([System.IO.Path]::GetFullPath([System.IO.Path]::Combine($PSScriptRoot, '..', '..', 'out', 'Ospacs')))
    $script:commands = Get-Command -Module Ospacs | ForEach-Object { @{ Name = $_.Name } }
}

BeforeAll {
    . $PSScriptRoot/Common.ps1
    $script:common = [System.Management.Automation.PSCmdlet]::CommonParameters + [System.Management.Automation.PSCmdlet]::OptionalCommonParameters
}

Describe 'The help of <Name>' -ForEach $commands {
    BeforeAll {
        $help = Get-Help $Name -Full
        $command = Get-Command $Name
        $documented = @($help.parameters.parameter)
        $declared = @($command.Parameters.Values | Where-Object { $_.Name -notin $common -or $_.Name -in 'First', 'Skip', 'IncludeTotalCount', 'WhatIf', 'Confirm' })
    }

    It 'says what the cmdlet does, and shows it' {
        $help.Synopsis | Should -Not -BeNullOrEmpty
        $help.Synopsis | Should -Not -Match "^\s*$Name"
        $help.description.Text | Should -Not -BeNullOrEmpty
        @($help.examples.example).Count | Should -BeGreaterThan 0
        $help.examples.example.code | ForEach-Object { $_ | Should -Not -BeNullOrEmpty }
        $help.examples.example.remarks.Text | Should -Not -BeNullOrEmpty
    }

    It 'has examples that PowerShell can read, with parameters that there are' {
        foreach ($code in $help.examples.example.code) {
            $problems = $null
            $ast = [System.Management.Automation.Language.Parser]::ParseInput($code, [ref] $null, [ref] $problems)
            $problems | Should -BeNullOrEmpty -Because $code
            foreach ($call in $ast.FindAll({ $args[0] -is [System.Management.Automation.Language.CommandAst] }, $true)) {
                if ($call.GetCommandName() -like '*-Ospacs*') {
                    $called = Get-Command $call.GetCommandName() -ErrorAction Stop
                    $call.CommandElements | Where-Object { $_ -is [System.Management.Automation.Language.CommandParameterAst] } |
                        ForEach-Object { $called.Parameters.Keys | Should -Contain $_.ParameterName -Because $code }
                }
            }
        }
    }

    It 'describes exactly the parameters that there are' {
        $documented.name | Sort-Object | Should -Be ($declared.Name | Sort-Object)
        $documented | ForEach-Object { "$($_.description.Text)" | Should -Not -BeNullOrEmpty -Because $_.name }
    }

    It 'tells type, position, aliases and pipeline of each parameter as they are' {
        foreach ($parameter in $declared) {
            $page = $documented | Where-Object name -EQ $parameter.Name
            $sets = @($parameter.ParameterSets.Values)
            $page.required | Should -Be "$(($sets.IsMandatory -contains $true))".ToLowerInvariant() -Because $parameter.Name
            ($page.pipelineInput -like 'true*') | Should -Be ($sets.ValueFromPipeline -contains $true -or $sets.ValueFromPipelineByPropertyName -contains $true) -Because $parameter.Name
            ($page.position -replace 'named', '') | Should -Be "$(@($sets.Position | Where-Object { $_ -ge 0 } | Select-Object -First 1))" -Because $parameter.Name
            if ($parameter.ParameterType -ne [switch]) {
                $page.parameterValue | Should -Not -BeNullOrEmpty -Because $parameter.Name
            }
        }
    }
}

Describe 'about_Ospacs' {
    It 'is found' {
        Get-Help about_Ospacs | Out-String | Should -Match 'Two sides'
    }
}

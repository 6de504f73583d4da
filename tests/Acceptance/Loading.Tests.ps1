BeforeAll {
    . $PSScriptRoot/Common.ps1
}

Describe 'Loading the module' {
    It 'gives the cmdlets of its manifest in a fresh PowerShell' {
        $manifest = Import-PowerShellDataFile (Join-Path $Module 'Ospacs.psd1')
        $found = Invoke-FreshPwsh 'Import-Module $Module; (Get-Command -Module Ospacs).Name'
        $found | Should -Be ($manifest.CmdletsToExport | Sort-Object)
    }

    It 'passes PowerShell''s own test of manifests' {
        (Test-ModuleManifest -Path (Join-Path $Module 'Ospacs.psd1')).Name | Should -Be 'Ospacs'
    }

    It 'loads no driver until an archive is asked for' {
        Invoke-FreshPwsh @'
Import-Module $Module
[System.AppDomain]::CurrentDomain.GetAssemblies().GetName().Name | Where-Object { $_ -like '*SQLite*' -or $_ -eq 'Ospacs.Engines' }
'@ | Should -BeNullOrEmpty
    }

    It 'loads the drivers into a context of their own, and the shared layers once' {
        Invoke-FreshPwsh @'
Import-Module $Module
try { Get-OspacsArchive -Archive ./none.db } catch { $_.FullyQualifiedErrorId }
foreach ($assembly in [System.AppDomain]::CurrentDomain.GetAssemblies() | Sort-Object { $_.GetName().Name }) {
    $name = $assembly.GetName().Name
    if ($name -like 'Ospacs.*') { "$name in $([System.Runtime.Loader.AssemblyLoadContext]::GetLoadContext($assembly).Name)" }
}
'@ | Should -Be @(
            'Ospacs.ArchiveNotFound,Ospacs.PowerShell.Commands.GetOspacsArchiveCommand'
            'Ospacs.Archive in Default'
            'Ospacs.Dicom in Default'
            'Ospacs.Engines in Ospacs.Engines'
            'Ospacs.PowerShell in Default')
    }

    It 'keeps its cmdlets when it is imported again by force' {
        Invoke-FreshPwsh @'
Import-Module $Module
try { Get-OspacsArchive -Archive ./none.db } catch { $_.CategoryInfo.Category }
Import-Module $Module -Force
(Get-Command -Module Ospacs).Count -gt 0
try { Get-OspacsArchive -Archive ./none.db } catch { $_.CategoryInfo.Category }
Remove-Module Ospacs
Import-Module $Module
try { Get-OspacsArchive -Archive ./none.db } catch { $_.CategoryInfo.Category }
'@ | Should -Be 'ObjectNotFound', 'True', 'ObjectNotFound', 'ObjectNotFound'
    }
}

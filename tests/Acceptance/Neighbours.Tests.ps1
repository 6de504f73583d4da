BeforeDiscovery {
    # Brought by the restore of tests/Ospacs.PowerShell.Tests.
    $packages = $env:NUGET_PACKAGES ? $env:NUGET_PACKAGES : [System.IO.Path]::Combine($HOME, '.nuget', 'packages')
    $native = $IsWindows ? 'e_sqlite3.dll' : $IsMacOS ? 'libe_sqlite3.dylib' : 'libe_sqlite3.so'
    $script:files = @(
        'microsoft.data.sqlite.core/6.0.7/lib/netstandard2.0/Microsoft.Data.Sqlite.dll'
        'sqlitepclraw.bundle_e_sqlite3/2.0.6/lib/netstandard2.0/SQLitePCLRaw.batteries_v2.dll'
        'sqlitepclraw.core/2.0.6/lib/netstandard2.0/SQLitePCLRaw.core.dll'
        'sqlitepclraw.provider.e_sqlite3/2.0.6/lib/netstandard2.0/SQLitePCLRaw.provider.e_sqlite3.dll'
        "sqlitepclraw.lib.e_sqlite3/2.0.6/runtimes/$([System.Runtime.InteropServices.RuntimeInformation]::RuntimeIdentifier)/native/$native"
    ) | ForEach-Object { Join-Path $packages $_ }
    $script:missing = @($files | Where-Object { -not (Test-Path -LiteralPath $_) })
}

BeforeAll {
    . $PSScriptRoot/Common.ps1
}

Describe 'Beside another module with a SQLite of other versions' -Skip:($missing.Count -gt 0) -ForEach @{ Files = $files } {
    BeforeAll {
        $other = (New-Item -ItemType Directory -Path ([System.IO.Path]::Combine($TestDrive, 'modules', 'OtherSqlite'))).FullName
        $Files | Copy-Item -Destination $other
        @'
foreach ($name in 'SQLitePCLRaw.core', 'SQLitePCLRaw.provider.e_sqlite3', 'SQLitePCLRaw.batteries_v2', 'Microsoft.Data.Sqlite') {
    Add-Type -Path (Join-Path $PSScriptRoot "$name.dll")
}
[SQLitePCL.Batteries_V2]::Init()

function Get-OtherSqliteVersion {
    $connection = [Microsoft.Data.Sqlite.SqliteConnection]::new('Data Source=:memory:')
    $connection.Open()
    try { $connection.ServerVersion } finally { $connection.Dispose() }
}
'@ | Set-Content (Join-Path $other 'OtherSqlite.psm1')
        $trial = Build-SampleTrial
        $import = @'
Import-Module $Module
$outcomes = Import-OspacsStudy -LiteralPath $args[1] -Archive $args[2] -MediaRef M2 -Centre C02 -Registry $args[3]
"stored $(@($outcomes | Where-Object Outcome -EQ Stored).Count), intact $((Test-OspacsArchive -Archive $args[2]).IsIntact)"
'@
        $useOther = 'Import-Module (Join-Path $args[0] OtherSqlite.psm1); "other $(Get-OtherSqliteVersion)"'
        $contexts = @'
[System.AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -eq 'SQLitePCLRaw.core' } |
    ForEach-Object { "$([System.Runtime.Loader.AssemblyLoadContext]::GetLoadContext($_).Name) $($_.GetName().Version.Major)" } | Sort-Object
'@
        $medium = $trial.Media[1]
        $stored = @($medium.Files | Where-Object Outcome -EQ Stored).Count
    }

    It 'both work when <Case>' -ForEach @(
        @{ Case = 'the other came first'; OtherFirst = $true }
        @{ Case = 'Ospacs came first'; OtherFirst = $false }
    ) {
        $archive = Join-Path $trial.Folder "$OtherFirst.db"
        $null = New-OspacsArchive -Archive $archive -Policy $trial.Policy
        $parts = $OtherFirst ? @($useOther, $import) : @($import, $useOther)
        $said = Invoke-FreshPwsh (($parts + $contexts) -join "`n") -Argument $other, $medium.Folder, $archive, $trial.Registry
        $said | Should -Contain "stored $stored, intact True"
        $said -match '^other 3\.\d+' | Should -HaveCount 1
        $said[-2..-1] | Should -Be 'Default 2', 'Ospacs.Engines 3'
    }
}

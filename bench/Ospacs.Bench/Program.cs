using System.Globalization;
using Ospacs.Bench;
using Ospacs.Bench.Scale;

if (args is ["jpeg", var job, var folder])
{
    return JpegBench.Run(job, folder);
}
if (args is ["patients", .. { Length: <= 3 } sizes])
{
    int[] numbers = [.. sizes.Select(size => int.Parse(size, CultureInfo.InvariantCulture))];
    return PatientBench.Run(numbers is [var women, ..] ? women : 200_000, numbers is [_, var headers, ..] ? headers : 20_000, numbers is [_, _, var seed] ? seed : 2026);
}
if (args is ["textfiles", var policy, var files, .. { Length: <= 1 } previews])
{
    return TextFiles.Run(policy, files, previews is [var into] ? into : null);
}
if (args is ["text", var pictures])
{
    return TextBench.Run(pictures);
}
if (args is ["codecs", var stills, .. { Length: <= 2 } counts])
{
    return CodecBench.Run(stills, counts is [var frames, ..] ? int.Parse(frames, CultureInfo.InvariantCulture) : 40, counts is [_, var rounds] ? int.Parse(rounds, CultureInfo.InvariantCulture) : 5);
}
if (args is ["protect", var objects, .. { Length: <= 1 } times])
{
    return ProtectionBench.Run(objects, times is [var repeats] ? int.Parse(repeats, CultureInfo.InvariantCulture) : 20);
}
if (args is ["registry", var registries, .. { Length: <= 1 } loads])
{
    return RegistryBench.Run(registries, loads is [var often] ? int.Parse(often, CultureInfo.InvariantCulture) : 5);
}
if (args is ["survey", var medium, var registry, .. { Length: <= 1 } surveys])
{
    return SurveyBench.Run(medium, registry, surveys is [var again] ? int.Parse(again, CultureInfo.InvariantCulture) : 20);
}
if (args is ["scale", "make", var made, var images])
{
    return ScaleArchive.Make(made, int.Parse(images, CultureInfo.InvariantCulture));
}
if (args is ["scale", "ask", var small, var large, .. { Length: <= 1 } asked])
{
    return ScaleBench.Ask(small, large, asked is [var questions] ? int.Parse(questions, CultureInfo.InvariantCulture) : 51);
}
if (args is ["scale", "export", var archive, var target, var number])
{
    return ExportScaleBench.Run(archive, target, int.Parse(number, CultureInfo.InvariantCulture));
}
Console.Error.WriteLine("usage: Ospacs.Bench jpeg mask|frame|identity|decode FOLDER");
Console.Error.WriteLine("       Ospacs.Bench codecs FOLDER [FRAMES [ROUNDS]]   lossless codecs beside CharLS and dcmtk, on native stills");
Console.Error.WriteLine("       Ospacs.Bench protect FOLDER [ROUNDS]           microseconds that protecting a small object takes");
Console.Error.WriteLine("       Ospacs.Bench patients [WOMEN [HEADERS [SEED]]]   matching on a made-up registry with planted errors");
Console.Error.WriteLine("       Ospacs.Bench registry FOLDER [ROUNDS]   loading the registries of bench/registry.py --made");
Console.Error.WriteLine("       Ospacs.Bench survey FOLDER REGISTRY [ROUNDS]   looking at a medium as a whole");
Console.Error.WriteLine("       Ospacs.Bench text FOLDER   the search for text, on pictures of bench/text-corpus.py");
Console.Error.WriteLine("       Ospacs.Bench scale make ARCHIVE IMAGES | ask SMALL LARGE [ROUNDS] | export ARCHIVE FOLDER IMAGES   a made archive of a trial's size");
return 2;

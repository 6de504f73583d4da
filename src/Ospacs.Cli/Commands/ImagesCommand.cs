using System.CommandLine;
using Ospacs.Archive;
using Ospacs.Archive.Query;
using Ospacs.Archive.Store;
using Ospacs.Cli.Output;

namespace Ospacs.Cli.Commands;

/// <summary><c>ospacs images</c>: what is in an archive, as a table, a tree or JSON.</summary>
internal static class ImagesCommand
{
    internal static Command Create(Terminal terminal, CancellationToken cancellation)
    {
        Option<string> archive = CommonOptions.Archive();
        Option<bool> json = CommonOptions.Json();
        var tree = new Option<bool>("--tree") { Description = "Draw a tree: centre, subject, scan date, images." };
        var filter = new ImageFilter();
        var command = new Command("images", "List the images of an archive.") { archive };
        filter.AddTo(command);
        command.Add(tree);
        command.Add(json);
        command.Validators.Add(result =>
        {
            if (result.GetValue(tree) && result.GetValue(json))
            {
                result.AddError("Give either --tree or --json.");
            }
        });
        command.SetAction(parsed =>
        {
            using OspacsArchive opened = CommonOptions.OpenToRead(parsed.GetRequiredValue(archive));
            ImageQuery query = filter.Query(parsed);
            long images = parsed.GetValue(tree)
                ? ImageTreeText.Write(terminal.Output, opened.Store, query, cancellation)
                : WriteList(terminal.Output, opened.Store.FindImages(query, cancellation), parsed.GetValue(json));
            terminal.Output.Flush();
            terminal.Error.WriteLine(Sizes.Count(images, "image"));
            return ExitStatus.Done;
        });
        return command;
    }

    private static long WriteList(TextWriter output, IEnumerable<ImageRecord> found, bool json)
    {
        long images = 0;
        var lines = new JsonLine(output);
        foreach (ImageRecord image in found)
        {
            if (json)
            {
                ImageJson.Write(lines, image);
            }
            else
            {
                if (images == 0)
                {
                    output.WriteLine(ImageTable.Heading);
                }
                output.WriteLine(ImageTable.Row(image));
            }
            images++;
        }
        return images;
    }
}

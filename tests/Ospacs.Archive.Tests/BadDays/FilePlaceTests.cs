using Ospacs.Archive.Store;
using Xunit;

namespace Ospacs.Archive.Tests.BadDays;

public sealed class FilePlaceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ospacs-place-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Of_many_files_for_one_place_one_gets_there_and_stays()
    {
        string place = Path.Combine(_folder, "plåce [1]");
        for (int round = 0; round < 300; round++)
        {
            string[] drafts = [.. Enumerable.Range(0, 4).Select(i => Path.Combine(_folder, $"draft {i}"))];
            Array.ForEach(drafts, draft => File.WriteAllText(draft, draft));
            int[] moved = new int[drafts.Length];
            using var start = new Barrier(drafts.Length);
            Thread[] threads = [.. drafts.Select((draft, i) => new Thread(() =>
            {
                start.SignalAndWait();
                try
                {
                    FilePlace.Put(draft, place);
                    moved[i] = 1;
                }
                catch (IOException)
                {
                }
            }))];
            Array.ForEach(threads, t => t.Start());
            Array.ForEach(threads, t => t.Join());
            Assert.Equal(1, moved.Sum());
            Assert.Equal(drafts[Array.IndexOf(moved, 1)], File.ReadAllText(place));
            File.Delete(place);
        }
    }

    [Fact]
    public void What_cannot_be_moved_is_an_error_of_the_usual_kind()
    {
        Assert.Throws<FileNotFoundException>(() => FilePlace.Put(Path.Combine(_folder, "nothing"), Path.Combine(_folder, "place")));
        string draft = Path.Combine(_folder, "draft");
        File.WriteAllText(draft, "x");
        Assert.Throws<DirectoryNotFoundException>(() => FilePlace.Put(draft, Path.Combine(_folder, "nowhere", "place")));
        Assert.True(File.Exists(draft));
    }
}

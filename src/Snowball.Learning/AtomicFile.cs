namespace Snowball.Learning;

/// <summary>Files that are either whole or absent, whenever the process is killed.</summary>
public static class AtomicFile
{
    /// <summary>
    /// Writes to a temporary file in the same folder, flushes it to the disk and renames it over
    /// <paramref name="path"/>. If <paramref name="write"/> throws, the old file stays as it was.
    /// </summary>
    /// <param name="path">The file to write; its folder is created if it is missing.</param>
    /// <param name="write">Writes the content; it need not flush or close the stream.</param>
    public static void Write(string path, Action<Stream> write)
    {
        path = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}

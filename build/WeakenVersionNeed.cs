using System;
using System.IO;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Copies a 64-bit little-endian ELF library and marks one of the symbol versions that it needs as weak, so that the
/// dynamic loader no longer refuses the library where that version is missing. Symbols of that version stay undefined:
/// this is right only for a library that does not call them.
/// </summary>
public sealed class WeakenVersionNeed : Task
{
    private const uint SectionTypeVersionNeed = 0x6ffffffe; // SHT_GNU_verneed
    private const ushort Weak = 2; // VER_FLG_WEAK

    [Required]
    public string Source { get; set; }

    /// <summary>Name of the symbol version, such as GLIBCXX_3.4.32.</summary>
    [Required]
    public string Version { get; set; }

    /// <summary>Written beside itself and renamed: another build may be reading it.</summary>
    [Required]
    public string Destination { get; set; }

    public override bool Execute()
    {
        var image = File.ReadAllBytes(Source);
        if (!MarkAsWeak(image))
        {
            Log.LogError("{0} does not need {1}: the load fix for TorchSharp can go", Source, Version);
            return false;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Destination));
        var temporary = Destination + "." + Guid.NewGuid().ToString("N");
        File.WriteAllBytes(temporary, image);
        if (File.Exists(Destination))
        {
            File.Replace(temporary, Destination, null);
        }
        else
        {
            File.Move(temporary, Destination);
        }

        return true;
    }

    private bool MarkAsWeak(byte[] image)
    {
        // Elf64_Ehdr: e_shoff at 0x28, e_shentsize at 0x3A, e_shnum at 0x3C.
        var headers = BitConverter.ToInt64(image, 0x28);
        var headerSize = BitConverter.ToUInt16(image, 0x3A);
        var count = BitConverter.ToUInt16(image, 0x3C);
        for (var section = 0; section < count; section++)
        {
            // Elf64_Shdr: sh_type at 4, sh_offset at 0x18, sh_link (the string table's index) at 0x28, sh_info (entries) at 0x2C.
            var header = (int)headers + section * headerSize;
            if (BitConverter.ToUInt32(image, header + 4) == SectionTypeVersionNeed)
            {
                var strings = (int)headers + BitConverter.ToInt32(image, header + 0x28) * headerSize;
                return MarkAsWeak(
                    image,
                    need: (int)BitConverter.ToInt64(image, header + 0x18),
                    libraries: BitConverter.ToInt32(image, header + 0x2C),
                    strings: (int)BitConverter.ToInt64(image, strings + 0x18));
            }
        }

        return false;
    }

    private bool MarkAsWeak(byte[] image, int need, int libraries, int strings)
    {
        for (var library = 0; library < libraries; library++)
        {
            // Elf64_Verneed: vn_cnt at 2, vn_aux at 8, vn_next at 12, the last two relative to the entry.
            var versions = BitConverter.ToUInt16(image, need + 2);
            var version = need + BitConverter.ToInt32(image, need + 8);
            for (var i = 0; i < versions; i++)
            {
                // Elf64_Vernaux: vna_flags at 4, vna_name at 8, vna_next at 12.
                if (TextAt(image, strings + BitConverter.ToInt32(image, version + 8)) == Version)
                {
                    image[version + 4] |= (byte)Weak;
                    return true;
                }

                version += BitConverter.ToInt32(image, version + 12);
            }

            need += BitConverter.ToInt32(image, need + 12);
        }

        return false;
    }

    private static string TextAt(byte[] image, int offset) =>
        Encoding.ASCII.GetString(image, offset, Array.IndexOf(image, (byte)0, offset) - offset);
}

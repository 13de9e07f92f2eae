// usage: node write.mjs FILE.mcap COUNT chunks|plain
// Writes a file with the reference implementation: COUNT messages on /numbers, an attachment and metadata.
import { McapWriter } from "@mcap/core";
import { openSync, writeSync, closeSync } from "node:fs";

const [path, count, form] = process.argv.slice(2);
const file = openSync(path, "w");
let position = 0n;
const writer = new McapWriter({
  writable: {
    write: async (buffer) => { writeSync(file, buffer); position += BigInt(buffer.byteLength); },
    position: () => position,
  },
  useChunks: form === "chunks",
  chunkSize: 100,
});
const text = new TextEncoder();
await writer.start({ profile: "", library: "reference" });
const schemaId = await writer.registerSchema({ name: "n", encoding: "jsonschema", data: text.encode('{"type":"object"}') });
const channelId = await writer.registerChannel({
  schemaId, topic: "/numbers", messageEncoding: "json", metadata: new Map([["unit", "m"]]),
});
await writer.addMetadata({ name: "about", metadata: new Map([["key", "value"]]) });
await writer.addAttachment({
  name: "a.txt", mediaType: "text/plain", logTime: 0n, createTime: 0n, data: text.encode("x".repeat(10_000)),
});
for (let i = 0; i < Number(count); i++) {
  const time = BigInt(i) * 1_000_000_000n;
  await writer.addMessage({ channelId, sequence: i, logTime: time, publishTime: time, data: text.encode(`{"n":${i}}`) });
}
await writer.end();
closeSync(file);

// usage: node check.mjs FILE.mcap
// Reads the file with the reference implementation, by index and as a stream, verifies every checksum, holds every
// message against its channel's JSON schema, and prints what was found as JSON.
import { McapIndexedReader, McapStreamReader } from "@mcap/core";
import Ajv from "ajv";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { crc32 } from "node:zlib";

const bytes = readFileSync(process.argv[2]);
const reader = await McapIndexedReader.Initialize({
  readable: {
    size: async () => BigInt(bytes.length),
    read: async (offset, length) => new Uint8Array(bytes.subarray(Number(offset), Number(offset + length))),
  },
});

assert.notEqual(reader.footer.summaryCrc, 0, "the summary has a checksum"); // verified by Initialize
assert.ok(reader.dataSectionCrc, "the data section has a checksum");
assert.equal(crc32(bytes.subarray(0, Number(reader.dataEndOffset))), reader.dataSectionCrc, "data section CRC");

const ajv = new Ajv({ strictNumbers: false }); // infinity is a number here
const validators = new Map();
for (const channel of reader.channelsById.values()) {
  const schema = reader.schemasById.get(channel.schemaId);
  assert.equal(channel.messageEncoding, "json");
  assert.equal(schema.encoding, "jsonschema");
  validators.set(channel.id, ajv.compile(JSON.parse(new TextDecoder().decode(schema.data))));
}

const counts = Object.fromEntries([...reader.channelsById.values()].map((channel) => [channel.topic, 0]));
const sequences = new Map();
let infinities = 0;
for await (const message of reader.readMessages({ validateCrcs: true })) {
  const channel = reader.channelsById.get(message.channelId);
  const validate = validators.get(channel.id);
  const value = JSON.parse(new TextDecoder().decode(message.data), (_, v) => {
    infinities += v === Infinity || v === -Infinity ? 1 : 0;
    return v;
  });
  assert.ok(validate(value), `${channel.topic}: ${ajv.errorsText(validate.errors)}`);
  assert.equal(message.sequence, sequences.get(channel.id) ?? 0);
  sequences.set(channel.id, message.sequence + 1);
  counts[channel.topic]++;
}

const stream = new McapStreamReader({ validateCrcs: true });
stream.append(new Uint8Array(bytes));
let streamed = 0;
for (let record; (record = stream.nextRecord()); ) {
  streamed += record.type === "Message" ? 1 : 0;
}
assert.ok(stream.done());
assert.equal(BigInt(streamed), reader.statistics.messageCount);
for (const [id, count] of reader.statistics.channelMessageCounts) {
  assert.equal(count, BigInt(counts[reader.channelsById.get(id).topic]));
}
assert.equal(reader.statistics.chunkCount, reader.chunkIndexes.length);

const metadata = {};
for await (const record of reader.readMetadata()) {
  metadata[record.name] = Object.fromEntries(record.metadata);
}

console.log(JSON.stringify({
  library: reader.header.library,
  counts,
  chunks: reader.chunkIndexes.length,
  infinities,
  start: String(reader.statistics.messageStartTime),
  end: String(reader.statistics.messageEndTime),
  metadata,
}));

import AssayBase
import AssayNetworks
import AssayTensor
import AssayTestSupport
import Foundation
import Testing

/// Damaged files never trap: they are read, or refused with an error that says where.
@Suite struct CheckpointFuzzTests {
  private static let count = 20_000

  @Test func damagedCheckpointsAreReadOrRefused() throws {
    let original = try Data(
      contentsOf: PackagePaths.root.appending(path: "Fixtures/CFixtureData/digits-standard.safetensors"))
    try fuzz(original, named: "checkpoint") { archive in
      do {
        _ = try Network(archive: archive, architecture: .digitsSmall)
      } catch let error as AssayError {
        #expect([.shapeMismatch, .notFinite, .malformedData].contains(error.kind), "\(error)")
      }
    }
  }

  @Test func damagedArchivesOfEveryTypeAreReadOrRefused() throws {
    var builder = TensorArchiveBuilder(metadata: ["note": "häßlich \u{1F600}"])
    for type in ArchiveElementType.allCases {
      try builder.append(
        type.rawValue, shape: [2, 1, 3], type: type, rawBytes: Data((0..<6 * type.size).map { UInt8($0 & 1) }))
    }
    try fuzz(builder.data(), named: "archive of every type") { _ in }
  }

  /// Damages copies of `original`; `use` sees the archives that are read all the same.
  private func fuzz(_ original: Data, named name: String, _ use: (TensorArchive) throws -> Void) throws {
    var fuzzer = FileFuzzer(name, files: [[UInt8](original)])
    // Most of the damage is in the header, where it hurts.
    fuzzer.headCount = 8 + Int(original[0]) + Int(original[1]) << 8 + Int(original[2]) << 16
    fuzzer.edits = [Self.changeDigit(headCount: fuzzer.headCount), Self.changeLength]
    fuzzer.places = ["byte ", "tensor \"", "__metadata__"]
    let tally = fuzzer.run(seed: 2026, count: Self.count) { bytes in
      let archive = try TensorArchive(data: Data(bytes), source: "damaged")
      try checkContents(of: archive, byteCount: bytes.count)
      try use(archive)
      return bytes.count
    }
    #expect(tally.problems.isEmpty, "\(tally.problems.prefix(5))")
    #expect(tally.refusedCount > Self.count / 2 && tally.read > 0)
  }

  /// What the header promises must be there.
  private func checkContents(of archive: TensorArchive, byteCount: Int) throws {
    for entry in archive.entries {
      #expect(entry.byteRange.upperBound <= byteCount)
      do {
        #expect(try archive.floats(named: entry.name).count == entry.shape.reduce(1, *))
      } catch let error as AssayError {
        // A byte that is no truth value.
        #expect(entry.type == .bool && error.kind == .malformedData, "\(error)")
      }
    }
  }

  private static func changeDigit(headCount: Int) -> FileFuzzer.Edit {
    { bytes, random in
      let place = random.integer(in: 0...max(0, min(headCount, bytes.count) - 1))
      if bytes.indices.contains(place) { bytes[place] = UInt8(ascii: "0") + UInt8(random.integer(in: 0...9)) }
    }
  }

  /// The first eight bytes are the length of the header.
  private static let changeLength: FileFuzzer.Edit = { bytes, random in
    if bytes.count >= 8 { bytes[random.integer(in: 0...7)] = UInt8(random.integer(in: 0...255)) }
  }
}

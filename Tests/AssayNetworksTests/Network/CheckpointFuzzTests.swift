import AssayBase
import AssayNetworks
import AssayTensor
import AssayTestSupport
import Foundation
import Testing

/// Damaged files never trap: they are read, or refused with an error that says where.
@Suite struct CheckpointFuzzTests {
  private static let mutations = 20_000

  @Test func damagedCheckpointsAreReadOrRefused() throws {
    let original = try Data(
      contentsOf: PackagePaths.root.appending(path: "Fixtures/CFixtureData/digits-standard.safetensors"))
    let refused = try fuzz(original, named: "checkpoint") { archive in
      do {
        _ = try Network(archive: archive, architecture: .digitsSmall)
      } catch let error as AssayError {
        #expect([.shapeMismatch, .notFinite, .malformedData].contains(error.kind), "\(error)")
      }
    }
    #expect(refused > Self.mutations / 2 && refused < Self.mutations)
  }

  @Test func damagedArchivesOfEveryTypeAreReadOrRefused() throws {
    var builder = TensorArchiveBuilder(metadata: ["note": "häßlich \u{1F600}"])
    for type in ArchiveElementType.allCases {
      try builder.append(
        type.rawValue, shape: [2, 1, 3], type: type, rawBytes: Data((0..<6 * type.size).map { UInt8($0 & 1) }))
    }
    let refused = try fuzz(builder.data(), named: "every type") { _ in }
    #expect(refused > Self.mutations / 2 && refused < Self.mutations)
  }

  /// The number of mutations that were refused; `use` sees the archives that were not.
  private func fuzz(_ original: Data, named name: String, _ use: (TensorArchive) throws -> Void) throws -> Int {
    var random = RandomStream(RandomKey(seed: 2026).derived(name))
    var refused = 0
    for _ in 0..<Self.mutations {
      let mutated = Self.mutation(of: original, &random)
      do {
        let archive = try TensorArchive(data: mutated, source: "mutated")
        try checkContents(of: archive, byteCount: mutated.count)
        try use(archive)
      } catch let error as AssayError {
        refused += 1
        let place = error.location ?? ""
        #expect(["byte ", "tensor \"", "__metadata__"].contains { place.contains($0) }, "\(error)")
      }
    }
    return refused
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

  /// One to four random edits, most of them in the header, where they hurt.
  private static func mutation(of original: Data, _ random: inout RandomStream) -> Data {
    var data = original
    let headerEnd = 8 + Int(original[0]) + Int(original[1]) << 8 + Int(original[2]) << 16
    for _ in 0..<random.integer(in: 1...4) where !data.isEmpty {
      let end = random.integer(in: 0...4) > 0 ? min(headerEnd, data.count) : data.count
      let place = random.integer(in: 0...max(end - 1, 0))
      switch random.integer(in: 0...6) {
      case 0: data[place] = UInt8(truncatingIfNeeded: random.nextWord())
      case 1: data[place] ^= 1 << UInt8(random.integer(in: 0...7))
      case 2: data.removeSubrange(place..<min(data.count, place + random.integer(in: 1...9)))
      case 3: data.insert(UInt8(truncatingIfNeeded: random.nextWord()), at: place)
      case 4: data = data.prefix(random.integer(in: 0...data.count))
      case 5: data[place] = UInt8(ascii: "0") + UInt8(random.integer(in: 0...9))
      default: data[random.integer(in: 0...min(7, data.count - 1))] = UInt8(truncatingIfNeeded: random.nextWord())
      }
    }
    return data
  }
}

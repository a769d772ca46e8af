import AssayBase
import AssayTensor
import AssayTestSupport
import Foundation
import Testing

@Suite struct TensorArchiveTests {
  static let goldenNames = [
    "attacks", "classification", "digits", "explanation_metrics", "explanations", "images", "layers", "losses",
    "models", "optimizers", "second_order", "segmentation", "statistics",
  ]

  @Test(arguments: goldenNames) func readsGoldenFiles(_ name: String) throws {
    guard let file = try GoldenFile.load(name) else { return }
    var tensors: Set<String> = []
    for goldenCase in file.cases {
      for role in goldenCase.inputRoles {
        let tensor = try goldenCase.input(role)
        #expect(tensor.count == tensor.shape.reduce(1, *))
      }
      for role in goldenCase.expectedRoles {
        let tensor = try goldenCase.expected(role)
        #expect(tensor.count == tensor.shape.reduce(1, *))
        // What the file expects agrees with itself, at any tolerance.
        #expect(compare(tensor.doubles, to: tensor.doubles, tolerance: GoldenTolerance()) == nil)
      }
      tensors.formUnion([goldenCase.name])
    }
    #expect(tensors.count == file.cases.count)
    print("archive \(name): \(file.cases.count) cases, \(file.archive.entries.count) tensors read")
  }

  @Test func writesWhatItReads() throws {
    var builder = TensorArchiveBuilder(metadata: ["b": "ü\n", "a": "\"quoted\""])
    let odd: [Float] = [1, -0.0, .infinity, .nan, .leastNonzeroMagnitude, -2.5]
    try builder.append("second", shape: [2, 3], floats: odd)
    try builder.append("first", shape: [3], integers: [.min, 0, .max])
    try builder.append("none", shape: [4, 0], floats: [])
    try builder.append("scalar", shape: [], doubles: [0.1])
    try builder.append("odd", shape: [3], bytes: [0, 128, 255])
    let data = builder.data()
    #expect(data == builder.data())
    let archive = try TensorArchive(data: data)
    #expect(archive.names == ["second", "first", "none", "scalar", "odd"])
    #expect(archive.metadata == builder.metadata)
    #expect(archive.entries.first?.byteRange.lowerBound.isMultiple(of: 8) == true)
    let floats = try archive.floats(named: "second")
    #expect(floats.map(\.bitPattern) == odd.map(\.bitPattern))
    #expect(try archive.integers(named: "first") == [.min, 0, .max])
    #expect(try archive.floats(named: "none").isEmpty)
    #expect(try archive.doubles(named: "scalar") == [0.1])
    #expect(try archive.integers(named: "odd") == [0, 128, 255])
    try TemporaryFolder.with { folder in
      try builder.write(to: folder.file("a.safetensors"))
      let read = try TensorArchive(contentsOf: folder.file("a.safetensors"))
      #expect(read.entries == archive.entries)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path()) == ["a.safetensors"])
    }
  }

  @Test func rewritesGoldenWeightsUnchanged() throws {
    guard let archive = try GoldenWeights.load("digits_cnn") else { return }
    var builder = TensorArchiveBuilder(metadata: archive.metadata)
    for entry in archive.entries {
      try builder.append(
        entry.name, shape: entry.shape, type: entry.type, rawBytes: try archive.bytes(named: entry.name))
    }
    let copy = try TensorArchive(data: builder.data())
    #expect(copy.metadata == archive.metadata)
    for entry in archive.entries {
      #expect(try copy.floats(named: entry.name) == archive.floats(named: entry.name))
    }
  }

  @Test func widensEveryHalf() throws {
    let bits = (0...UInt16.max).map { $0 }
    let raw = bits.withUnsafeBytes { Data($0) }
    var builder = TensorArchiveBuilder()
    try builder.append("half", shape: [65536], type: .float16, rawBytes: raw)
    try builder.append("brain", shape: [65536], type: .bfloat16, rawBytes: raw)
    let archive = try TensorArchive(data: builder.data())
    let half = try archive.floats(named: "half")
    let brain = try archive.floats(named: "brain")
    // The definition of binary16: ±fraction · 2^(exponent − 25), or subnormal.
    for code in stride(from: 0, to: 65536, by: 7) {
      let (exponent, fraction) = (code >> 10 & 0x1F, code & 0x3FF)
      let sign: Double = code >> 15 == 1 ? -1 : 1
      let value = Double(half[code])
      if exponent == 0x1F {
        #expect(fraction == 0 ? value == sign * .infinity : value.isNaN)
      } else {
        let scale = Double(sign: .plus, exponent: max(exponent, 1) - 25, significand: 1)
        #expect(value == sign * Double(fraction + (exponent > 0 ? 1024 : 0)) * scale)
      }
      #expect(brain[code].bitPattern == UInt32(code) << 16)
    }
  }

  @Test func readsAllIntegerTypes() throws {
    var builder = TensorArchiveBuilder()
    try builder.append("BOOL", shape: [2], type: .bool, rawBytes: Data([0, 1]))
    try builder.append("I8", shape: [2], type: .int8, rawBytes: Data([0x80, 0x7F]))
    try builder.append("U16", shape: [1], type: .uint16, rawBytes: Data([0xFE, 0xFF]))
    try builder.append("I16", shape: [1], type: .int16, rawBytes: Data([0xFE, 0xFF]))
    try builder.append("U32", shape: [1], type: .uint32, rawBytes: Data([0xFE, 0xFF, 0xFF, 0xFF]))
    try builder.append("I32", shape: [1], type: .int32, rawBytes: Data([0xFE, 0xFF, 0xFF, 0xFF]))
    try builder.append("U64", shape: [1], type: .uint64, rawBytes: Data(repeating: 0xFF, count: 8))
    try builder.append("bad", shape: [1], type: .bool, rawBytes: Data([2]))
    let archive = try TensorArchive(data: builder.data())
    #expect(try archive.integers(named: "BOOL") == [0, 1])
    #expect(try archive.integers(named: "I8") == [-128, 127])
    #expect(try archive.integers(named: "U16") == [65534])
    #expect(try archive.integers(named: "I16") == [-2])
    #expect(try archive.integers(named: "U32") == [4_294_967_294])
    #expect(try archive.integers(named: "I32") == [-2])
    #expect(try archive.floats(named: "I8") == [-128, 127])
    #expect(try archive.doubles(named: "U64") == [0x1p64])
    #expect(kind { try archive.integers(named: "U64") } == .malformedData)
    #expect(kind { try archive.integers(named: "bad") } == .malformedData)
  }

  @Test func builderRefusesNonsense() throws {
    var builder = TensorArchiveBuilder()
    try builder.append("a", shape: [2], floats: [1, 2])
    #expect(kind { try builder.append("a", shape: [1], floats: [1]) } == .invalidArgument)
    #expect(kind { try builder.append("__metadata__", shape: [1], floats: [1]) } == .invalidArgument)
    #expect(kind { try builder.append("b", shape: [2], floats: [1]) } == .shapeMismatch)
    #expect(kind { try builder.append("b", shape: [-1, -1], floats: [1]) } == .invalidArgument)
    #expect(kind { try builder.append("b", shape: [.max, 2], floats: [1]) } == .invalidArgument)
    #expect(kind { try builder.write(to: URL(filePath: "/nowhere/at/all.safetensors")) } == .missingFile)
  }
}

/// The kind of `AssayError` that `body` throws; nil when it throws none.
func kind<Result>(_ body: () throws -> Result) -> AssayError.Kind? {
  do {
    _ = try body()
    return nil
  } catch {
    return (error as? AssayError)?.kind
  }
}

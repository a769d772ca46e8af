import AssayBase
import AssayTensor
import AssayTestSupport
import Foundation
import Testing

/// What a damaged or hostile file must lead to: a typed error, never a trap and never an allocation of its size.
@Suite struct TensorArchiveFaultTests {
  /// A header, the length it claims unless it is its own, and what must be found wrong.
  struct Fault: Sendable, CustomTestStringConvertible {
    let header: String
    let payload: Int
    let kind: AssayError.Kind
    let words: [String]

    var testDescription: String { words.joined(separator: " ") }
  }

  static let faults: [Fault] = [
    Fault(
      header: #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, payload: 4, kind: .malformedData,
      words: ["does not fit", "\"a\"", "8 bytes", "byte 62"]),
    Fault(
      header: #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, payload: 8, kind: .malformedData,
      words: ["after the last tensor", "byte"]),
    Fault(
      header: #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, payload: 8, kind: .malformedData,
      words: ["before the tensor", "\"a\""]),
    Fault(
      header:
        #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}"#,
      payload: 12, kind: .malformedData, words: ["overlaps", "\"b\""]),
    Fault(
      header: #"{"a":{"dtype":"F32","shape":[1000000000,4],"data_offsets":[0,16000000000]}}"#, payload: 4,
      kind: .malformedData, words: ["beyond the file", "\"a\""]),
    Fault(
      header: #"{"a":{"dtype":"F32","shape":[4611686018427387904,4,4],"data_offsets":[0,0]}}"#, payload: 0,
      kind: .malformedData, words: ["too large", "\"a\""]),
    Fault(
      header: #"{"a":{"dtype":"F32","shape":[0,4611686018427387904,4],"data_offsets":[0,0]}}"#, payload: 0,
      kind: .malformedData, words: ["too large", "\"a\""]),
    Fault(
      header:
        #"{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[3,5]}}"#,
      payload: 5, kind: .malformedData, words: ["before the tensor", "\"b\"", "byte"]),
    Fault(
      header:
        #"{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}"#,
      payload: 2, kind: .malformedData, words: ["overlaps", "\"b\""]),
    Fault(
      header: #"{"a":{"dtype":"U8","shape":[],"data_offsets":[0,1]},"\u0061":{"dtype":"U8"}}"#, payload: 1,
      kind: .malformedData, words: ["\"a\" appears twice", "byte"]),
    Fault(
      header: #"{"__metadata__":{"a":"1","a":"2"}}"#, payload: 0, kind: .malformedData,
      words: ["\"a\" appears twice", "byte"]),
    Fault(header: "not JSON", payload: 0, kind: .malformedData, words: ["no JSON object", "byte 8"]),
    Fault(header: "{}}", payload: 0, kind: .malformedData, words: ["byte 10"]),
    Fault(
      header: #"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, payload: 4, kind: .malformedData,
      words: ["whole numbers", "-1"]),
    Fault(
      header: #"{"a":{"dtype":"F32","shape":[0.5],"data_offsets":[0,4]}}"#, payload: 4, kind: .malformedData,
      words: ["whole numbers", "0.5"]),
    Fault(
      header: #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#, payload: 4, kind: .malformedData,
      words: ["byte range", "[4,0]"]),
    Fault(
      header: #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}"#, payload: 4, kind: .malformedData,
      words: ["byte range"]),
    Fault(
      header: #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,99999999999999999999]}}"#, payload: 4,
      kind: .malformedData, words: ["byte range"]),
    Fault(
      header: #"{"a":{"dtype":"F12","shape":[1],"data_offsets":[0,4]}}"#, payload: 4, kind: .unsupported,
      words: ["F12", "F32"]),
    Fault(header: #"{"a":{"shape":[1],"data_offsets":[0,4]}}"#, payload: 4, kind: .malformedData, words: ["type"]),
    Fault(header: #"{"a":{"dtype":"F32"}}"#, payload: 4, kind: .malformedData, words: ["shape"]),
    Fault(header: #"{"a":7}"#, payload: 4, kind: .malformedData, words: ["type", "\"a\""]),
    Fault(header: "[]", payload: 0, kind: .malformedData, words: ["no JSON object"]),
    Fault(header: "", payload: 0, kind: .malformedData, words: ["no JSON object"]),
    Fault(header: #"{"a":"#, payload: 0, kind: .malformedData, words: ["ends too early", "byte 13"]),
    Fault(header: #"{"__metadata__":{"a":1}}"#, payload: 0, kind: .malformedData, words: ["only texts", "a"]),
    Fault(header: #"{"__metadata__":[]}"#, payload: 0, kind: .malformedData, words: ["metadata"]),
    Fault(
      header: #"{"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"a":{"dtype":"F32"}}"#,
      payload: 4, kind: .malformedData, words: ["twice", "byte 61"]),
    Fault(
      header: String(repeating: #"{"a":"#, count: 5000), payload: 0, kind: .limitExceeded, words: ["depth"]),
  ]

  @Test(arguments: faults) func isRefused(_ fault: Fault) throws {
    let data = archive(fault.header, payload: fault.payload)
    let error = try #require(throws: AssayError.self) { try TensorArchive(data: data, source: "broken.safetensors") }
    #expect(error.kind == fault.kind)
    for word in ["broken.safetensors"] + fault.words { #expect("\(error)".contains(word), "\(error)") }
  }

  @Test func lengthsAreCheckedFirst() throws {
    for (length, count) in [(UInt64.max, 64), (1 << 63, 64), (57, 56), (9, 0), (1 << 40, 1000)] as [(UInt64, Int)] {
      var data = withUnsafeBytes(of: length.littleEndian) { Data($0) }
      data.append(Data(repeating: UInt8(ascii: "{"), count: count))
      let error = try #require(throws: AssayError.self) { try TensorArchive(data: data) }
      #expect("\(error)".contains("longer than the file"))
    }
    for count in 0..<8 {
      #expect(kind { try TensorArchive(data: Data(repeating: 0, count: count)) } == .malformedData)
    }
  }

  @Test func namesMustBeUTF8() throws {
    var data = archive(#"{"a?":{"dtype":"U8","shape":[],"data_offsets":[0,1]}}"#, payload: 1)
    data[11] = 0xFF
    let error = try #require(throws: AssayError.self) { try TensorArchive(data: data) }
    #expect("\(error)".contains("not UTF-8") && "\(error)".contains("byte 9"), "\(error)")
  }

  @Test func slicesAndPlacesAreRight() throws {
    let whole = Data([1, 2, 3]) + archive(#"{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}"#, payload: 2)
    #expect(try TensorArchive(data: whole[3...]).integers(named: "a") == [0, 1])
  }

  @Test func missingFilesAndTensorsAreNamed() throws {
    let missing = try #require(throws: AssayError.self) {
      try TensorArchive(contentsOf: URL(filePath: "/nowhere/x.safetensors"))
    }
    #expect(missing.kind == .missingFile && "\(missing)".contains("/nowhere/x.safetensors"))
    #expect(kind { try TensorArchive(contentsOf: FileManager.default.temporaryDirectory) } == .inaccessibleFile)
    let small = try TensorArchive(
      data: archive(#"{"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}"#, payload: 4), source: "s")
    let unknown = try #require(throws: AssayError.self) { try small.floats(named: "b") }
    #expect(unknown.kind == .unknownName && "\(unknown)".contains("expected a, found b"), "\(unknown)")
    #expect(kind { try small.integers(named: "a") } == .invalidArgument)
  }

  /// An archive of the given header, whatever it says, and bytes counting up.
  private func archive(_ header: String, payload: Int) -> Data {
    withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Data($0) } + Data(header.utf8)
      + Data((0..<payload).map { UInt8(truncatingIfNeeded: $0) })
  }
}

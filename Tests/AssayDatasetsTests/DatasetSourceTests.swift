import AssayBase
import AssayDatasets
import AssayFixtures
import AssayTensor
import AssayTestSupport
import Foundation
import Testing

@Suite struct DatasetSourceTests {
  @Test func schemesAreParsed() throws {
    #expect(try DatasetSource(parsing: "digits").scheme == nil)
    let file = try DatasetSource(parsing: "safetensors:/a:b.safetensors")
    #expect(file.scheme == "safetensors" && file.argument == "/a:b.safetensors")
    #expect("\(file)" == "safetensors:/a:b.safetensors")
    for text in ["", ":", "safetensors:", ":x"] {
      #expect(kind { try DatasetSource(parsing: text) } == .invalidArgument)
    }
    let unknown = try #require(throws: AssayError.self) { try DatasetSource(parsing: "mystery:a") }
    #expect(unknown.kind == .unknownName && "\(unknown)".contains("safetensors:FILE"))
    let name = try #require(throws: AssayError.self) {
      try DatasetSource(parsing: "numbers").open(builtIn: ["digits": { Digits.test }])
    }
    #expect(name.kind == .unknownName && "\(name)".contains("digits, folder:DIR"))
    #expect(try DatasetSource(parsing: "digits").open(builtIn: ["digits": { Digits.test }]).count == 360)
  }

  @Test func archivesBecomeDataSets() throws {
    let part = try Digits.test.prefix(20)
    let examples = try part.examples(at: Array(0..<20))
    var builder = TensorArchiveBuilder(metadata: ["class_names": "[\"zero\",\"one\",2]"])
    try builder.append("images", shape: [20, 1, 8, 8], floats: examples.flatMap(\.image.values))
    try builder.append("labels", shape: [20], integers: examples.map(\.label))
    #expect(kind { try Dataset(archive: TensorArchive(data: builder.data()), name: "a") } == .malformedData)
    builder.metadata = ["class_names": try JSONValue.array(Digits.test.classNames.map { .string("d" + $0) }).text()]
    try TemporaryFolder.with { folder in
      let url = folder.file("some digits.safetensors")
      try builder.write(to: url)
      let read = try DatasetSource(parsing: "safetensors:" + url.path(percentEncoded: false)).open()
      #expect(read.name == "some digits" && read.count == 20 && read.classNames[9] == "d9")
      for index in 0..<20 {
        let example = try read.example(at: index)
        #expect(example.image == examples[index].image && example.label == examples[index].label)
        #expect(example.index == index && example.sourceRow == index)
      }
    }
  }

  /// What is wrong with an archive of two images of 1×1×2, and what must be said.
  struct Fault: Sendable, CustomTestStringConvertible {
    var images: [Float] = [0, 1, 0.5, 0.25]
    var shape = [2, 1, 1, 2]
    var labels = [0, 1]
    var labelShape: [Int]?
    let kind: AssayError.Kind
    let word: String
    var testDescription: String { word }
  }

  @Test(arguments: [
    Fault(images: [0, 1, .nan, 0], kind: .notFinite, word: "entry [1, 0, 0, 0]"),
    Fault(images: [0, 1, 0, .infinity], kind: .notFinite, word: "entry [1, 0, 0, 1]"),
    Fault(images: [0, 1.001, 0, 0], kind: .invalidArgument, word: "found 1.001"),
    Fault(images: [-0.5, 1, 0, 0], kind: .invalidArgument, word: "entry [0, 0, 0, 0]"),
    Fault(shape: [2, 2], kind: .shapeMismatch, word: "N×C×H×W"),
    Fault(images: [], shape: [0, 1, 1, 2], labels: [], kind: .empty, word: "no images"),
    Fault(images: [], shape: [2, 0, 1, 2], kind: .empty, word: "positive extents"),
    Fault(labels: [0], kind: .shapeMismatch, word: "2 labels, found 1"),
    Fault(labels: [0, -1], kind: .invalidArgument, word: "found -1"),
    Fault(labels: [0, .max], kind: .invalidArgument, word: "tensor \"labels\", example 1"),
    Fault(labelShape: [2, 1], kind: .shapeMismatch, word: "expected one"),
  ]) func badArchivesAreRefused(_ fault: Fault) throws {
    var builder = TensorArchiveBuilder()
    try builder.append("images", shape: fault.shape, floats: fault.images)
    try builder.append("labels", shape: fault.labelShape ?? [fault.labels.count], integers: fault.labels)
    let archive = try TensorArchive(data: builder.data(), source: "bad.safetensors")
    let error = try #require(throws: AssayError.self) { try Dataset(archive: archive, name: "bad") }
    #expect(error.kind == fault.kind)
    #expect("\(error)".contains(fault.word) && "\(error)".contains("bad.safetensors"), "\(error)")
  }

  @Test func missingAndWrongTensorsAreNamed() throws {
    var builder = TensorArchiveBuilder()
    try builder.append("labels", shape: [1], integers: [0])
    #expect(kind { try Dataset(archive: TensorArchive(data: builder.data()), name: "a") } == .unknownName)
    try builder.append("images", shape: [1, 1, 1, 1], bytes: [9])
    #expect(kind { try Dataset(archive: TensorArchive(data: builder.data()), name: "a") } == .invalidArgument)
    var floats = TensorArchiveBuilder()
    try floats.append("images", shape: [1, 1, 1, 1], floats: [1])
    #expect(kind { try Dataset(archive: TensorArchive(data: floats.data()), name: "a") } == .unknownName)
    try floats.append("labels", shape: [1], floats: [0])
    #expect(kind { try Dataset(archive: TensorArchive(data: floats.data()), name: "a") } == .invalidArgument)
    #expect(kind { try DatasetSource(parsing: "safetensors:/nowhere.safetensors").open() } == .missingFile)
  }
}

extension JSONValue {
  /// The text of the value.
  fileprivate func text() throws -> String { String(decoding: try serialised(), as: UTF8.self) }
}

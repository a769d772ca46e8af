import AssayBase
import AssayDatasets
import AssayImages
import AssayTestSupport
import Foundation
import Testing

@Suite struct ContainerTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func write(_ name: String, _ bytes: [UInt8]) throws -> URL {
    let url = folder.file(name)
    try Data(bytes).write(to: url)
    return url
  }

  /// The bytes of every number type of IDX with the values 0, 51 and 255, or 0, 0.2 and 1.
  @Test(
    arguments: [
      (UInt8(0x08), [0, 51, 255]), (0x0B, [0, 0, 0, 51, 0, 255]), (0x0C, [0, 0, 0, 0, 0, 0, 0, 51, 0, 0, 0, 255]),
      (0x0D, [0, 0, 0, 0, 0x3E, 0x4C, 0xCC, 0xCD, 0x3F, 0x80, 0, 0]),
      (
        0x0E,
        [0, 0, 0, 0, 0, 0, 0, 0, 0x3F, 0xC9, 0x99, 0x99, 0x99, 0x99, 0x99, 0x9A, 0x3F, 0xF0, 0, 0, 0, 0, 0, 0]
      ),
    ] as [(UInt8, [UInt8])]) func idxOfEveryType(type: UInt8, numbers: [UInt8]) throws
  {
    let bytes = ContainerBuilder.idx(type: type, shape: [3, 1, 1], numbers: numbers)
    let labels = try write(
      "labels", ContainerBuilder.idx(type: 0x0C, shape: [3], numbers: [0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 1]))
    for (name, content) in [("plain", bytes), ("packed.gz", ContainerBuilder.gzip(bytes))] {
      let data = try Dataset(idxImages: try write(name, content), labels: labels, classNames: ["a", "b", "c"])
      #expect(try (0..<3).map { try data.example(at: $0).image.values } == [[0], [0.2], [1]])
      #expect(try (0..<3).map { try data.label(at: $0) } == [2, 0, 1])
      #expect(data.name == (name == "plain" ? "plain" : "packed"))
    }
  }

  @Test(arguments: [
    ([UInt8]([0, 0, 8]), "byte 0"), ([1, 0, 8, 1, 0, 0, 0, 0], "byte 0"), ([0, 0, 7, 1, 0, 0, 0, 0], "byte 2"),
    ([0, 0, 8, 0], "byte 3"), ([0, 0, 8, 3, 0, 0, 0, 1], "byte 3"), ([0, 0, 8, 1, 0, 0, 0, 5, 1], "byte 8"),
    ([0, 0, 8, 1, 0, 0, 0, 1, 1, 1], "byte 9"),
    ([0, 0, 8, 3, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1], "byte 16"),
  ]) func brokenIDX(bytes: [UInt8], place: String) throws {
    let url = try write("broken", bytes)
    let error = try #require(throws: AssayError.self) { try Dataset(idxImages: url, labels: url) }
    #expect(
      error.kind == .malformedData && error.location == "\(url.path(percentEncoded: false)), \(place)", "\(error)")
  }

  @Test func pixelsAndLabelsThatMakeNoSense() throws {
    let labels = try write("labels", ContainerBuilder.idx(type: 8, shape: [2], numbers: [0, 1]))
    let cases: [(UInt8, [Int], [UInt8], AssayError.Kind, String)] = [
      (0x0B, [2, 1, 1], [0, 0, 1, 0], .invalidArgument, "byte 18"),
      (0x0D, [2, 1, 1], [0, 0, 0, 0, 0x40, 0, 0, 0], .invalidArgument, "Divide 8-bit pixels by 255"),
      (0x0D, [2, 1, 1], [0, 0, 0, 0, 0x7F, 0xC0, 0, 0], .notFinite, "image 1, byte 20"),
      (0x08, [2, 1], [0, 0], .shapeMismatch, "N×H×W"), (0x08, [3, 1, 1], [0, 0, 0], .shapeMismatch, "3 labels"),
      (0x08, [2, 0, 1], [], .empty, "no images"),
      (0x08, [2, 1, 3, 1], [UInt8](repeating: 0, count: 6), .invalidArgument, "layout=nhwc"),
    ]
    for (type, shape, numbers, expected, word) in cases {
      let url = try write("images", ContainerBuilder.idx(type: type, shape: shape, numbers: numbers))
      let error = try #require(throws: AssayError.self) {
        _ = try Dataset(idxImages: url, labels: labels).example(at: 1)
      }
      #expect(error.kind == expected && "\(error)".contains(word), "\(error)")
    }
    let images = try write("images", ContainerBuilder.idx(type: 8, shape: [2, 1, 1], numbers: [0, 0]))
    let floats = try write(
      "floats", ContainerBuilder.idx(type: 13, shape: [2], numbers: [UInt8](repeating: 0, count: 8)))
    #expect(kind { try Dataset(idxImages: images, labels: floats) } == .invalidArgument)
    #expect(kind { try Dataset(idxImages: images, labels: images) } == .shapeMismatch)
    #expect(kind { try Dataset(idxImages: images, labels: labels, classNames: ["a"]) } == .invalidArgument)
  }

  @Test func compressedFilesHaveALimit() throws {
    let bomb = ContainerBuilder.gzip([UInt8](repeating: 0, count: 5_000_000))
    #expect(bomb.count < 10_000)
    let url = try write("bomb.gz", bomb)
    let error = try #require(throws: AssayError.self) {
      try Dataset(idxImages: url, labels: url, byteLimit: 1_000_000)
    }
    #expect(error.kind == .limitExceeded && "\(error)".contains("byteLimit") && "\(error)".contains("bomb.gz"))
    for count in [2, 10, bomb.count / 2, bomb.count - 1] {
      let cut = try write("cut.gz", Array(bomb.prefix(count)))
      #expect(kind { try Dataset(idxImages: cut, labels: cut) } == .malformedData)
    }
    let idx = ContainerBuilder.idx(type: 8, shape: [1, 1, 1], numbers: [9])
    let parts = ContainerBuilder.gzip(Array(idx.prefix(7))) + ContainerBuilder.gzip(Array(idx.dropFirst(7))) + [0, 0]
    let labels = try write("labels", ContainerBuilder.idx(type: 8, shape: [1], numbers: [0]))
    #expect(try Dataset(idxImages: write("two.gz", parts), labels: labels).count == 1)
  }

  @Test func cifar100HasTwoLabels() throws {
    var records: [UInt8] = []
    for number in UInt8(0)..<3 {
      records += [number, 40 + number]
      records += [UInt8](repeating: number, count: 3072)
    }
  }

  @Test func filesThatShrinkAreNoticed() throws {
    let url = try write("train.bin", [UInt8](repeating: 3, count: 2 * 3073))
    let data = try Dataset(cifar10: [url])
    let handle = try FileHandle(forWritingTo: url)
    try handle.truncate(atOffset: 4000)
    #expect(try data.example(at: 0).label == 3)
    #expect(kind { try data.example(at: 1) } == .malformedData)
  }

  @Test func wrongArgumentsSayTheForm() throws {
    for text in ["idx:a", "idx:a,b,c", "npz:a,b", "stl10:a,b,c", "idx:a,", "npy:a"] {
      let error = try #require(throws: AssayError.self) { try DatasetSource(parsing: text).open() }
      #expect(error.kind == .invalidArgument && "\(error)".contains("\(text.prefix(3))"), "\(error)")
    }
    let nowhere = folder.file("nowhere").path(percentEncoded: false)
    #expect(kind { try DatasetSource(parsing: "idx:\(nowhere),\(nowhere)").open() } == .missingFile)
    let here = folder.url.path(percentEncoded: false)
    #expect(kind { try DatasetSource(parsing: "cifar10:\(here)").open() } == .inaccessibleFile)
  }
}

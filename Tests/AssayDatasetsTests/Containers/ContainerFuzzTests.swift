import AssayBase
import AssayDatasets
import AssayTestSupport
import Foundation
import Testing

/// Damaged container files never trap, hang or claim memory; with `ASSAY_HEAVY=1` 20,000 of each format.
@Suite struct ContainerFuzzTests {
  /// A format: two files, of which the first is damaged, and how they are opened.
  struct Format: Sendable, CustomTestStringConvertible {
    let name: String
    var headCount = 100
    let files: @Sendable () throws -> [[UInt8]]
    var other: [UInt8] = []
    let open: @Sendable (URL, _ other: URL) throws -> Dataset
    var testDescription: String { name }
  }

  static let formats: [Format] = [
    Format(
      name: "IDX", headCount: 24,
      files: {
        let plain = ContainerBuilder.idx(type: 8, shape: [2, 3, 4], numbers: (0..<24).map { UInt8($0) })
        let wide = ContainerBuilder.idx(type: 12, shape: [2, 2, 2, 1], numbers: (0..<32).map { $0 % 4 == 3 ? $0 : 0 })
        return [plain, wide, ContainerBuilder.gzip(plain)]
      },
      other: ContainerBuilder.idx(type: 8, shape: [2], numbers: [0, 1]),
      open: { try Dataset(idxImages: $0, labels: $1) }),
    Format(
      name: "IDX labels", headCount: 12,
      files: { [ContainerBuilder.idx(type: 11, shape: [2], numbers: [0, 1, 0, 0])] },
      other: ContainerBuilder.idx(type: 8, shape: [2, 1, 1], numbers: [7, 8]),
      open: { try Dataset(idxImages: $1, labels: $0) }),
    Format(
      name: "CIFAR-10", headCount: 4,
      files: {
        [[UInt8](repeating: 3, count: 3073 * 2), ContainerBuilder.gzip([UInt8](repeating: 3, count: 3073 * 2))]
      },
      open: { file, _ in try Dataset(cifar10: [file]) }),
    Format(
      name: "STL-10 labels", headCount: 4, files: { [[1, 10], ContainerBuilder.gzip([1, 10])] },
      other: [UInt8](repeating: 9, count: 2 * 27648), open: { try Dataset(stl10Images: $1, labels: $0) }),
    Format(
      name: "NPY", headCount: 90,
      files: {
        let numbers = (0..<48).map { UInt8($0) }
        return [
          ContainerBuilder.npy("|u1", shape: [2, 3, 4], numbers: Array(numbers.prefix(24))),
          ContainerBuilder.npy("|u1", shape: [2, 3, 2, 2], numbers: Array(numbers.prefix(24)), isFortran: true),
          ContainerBuilder.npy("<i2", shape: [2, 3, 4], numbers: numbers.map { $0 % 2 == 0 ? $0 : 0 }, version: 2),
        ]
      },
      other: ContainerBuilder.npy("|u1", shape: [2], numbers: [0, 1]), open: { try Dataset(npyImages: $0, labels: $1) }),
    Format(
      name: "NPZ", headCount: 550,
      files: {
        [NumPyFiles.stored, NumPyFiles.compressed].map { [UInt8](Data(base64Encoded: $0) ?? Data()) }
      },
      open: { file, _ in try Dataset(npz: file) }),
  ]

  @Test(arguments: formats) func damagedFiles(_ format: Format) throws {
    let folder = try TemporaryFolder()
    let (file, other) = (folder.file("damaged"), folder.file("other"))
    try Data(format.other).write(to: other)
    var fuzzer = FileFuzzer(format.name, files: try format.files())
    fuzzer.headCount = format.headCount
    fuzzer.kinds.formUnion([.shapeMismatch, .invalidArgument, .empty, .unknownName])
    fuzzer.places = [folder.url.path(percentEncoded: false)]
    let tally = fuzzer.run(seed: 2026, count: HeavyWork.count(usual: 600, heavy: 20_000)) { bytes in
      try Data(bytes).write(to: file)
      do {
        let data = try format.open(file, other)
        for index in Set([0, data.count / 2, data.count - 1]) {
          #expect(try data.example(at: index).image.size == data.imageSize)
        }
        return data.count * data.imageSize.count
      } catch let error as AssayError where error.kind == .malformedData {
        #expect(error.location?.contains("byte ") == true, "\(error)")
        throw error
      }
    }
    #expect(tally.problems.isEmpty, "\(tally.problems.prefix(5))")
    #expect(tally.read > 0 && tally.refusedCount > 0)
  }
}

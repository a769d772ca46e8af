import AssayBase
import AssayDatasets
import AssayImages
import AssayTestSupport
import Foundation
import Testing

/// The counts that the sample folders' `SOURCE.md` state, and every picture read.
@Suite struct SampleDataTests {
  private func counts(_ data: Dataset) throws -> [Int] {
    var counts = [Int](repeating: 0, count: data.classNames.count)
    for index in 0..<data.count { counts[try data.label(at: index)] += 1 }
    return counts
  }

  private func loading(
    _ side: Int? = nil, _ channels: ImagePreparation.Channels = .rgb, fit: ImagePreparation.Fit = .stretched
  ) throws -> ImageLoading {
    let extent = try side.map { try ImagePreparation.Extent(height: $0, width: $0) }
    return ImageLoading(preparation: ImagePreparation(channels: channels, extent: extent, fit: fit))
  }

  /// Reads every `step`-th picture, a batch at a time.
  private func read(_ data: Dataset, every step: Int = 1) throws {
    let indices = Array(stride(from: 0, to: data.count, by: step))
    for start in stride(from: 0, to: indices.count, by: 64) {
      let examples = try data.examples(at: Array(indices[start..<min(indices.count, start + 64)]))
      #expect(examples.allSatisfy { $0.image.size == data.imageSize && $0.image.isOnByteGrid })
    }
  }

  @Test(arguments: [
    ("asl-alphabet/kaggle-64", "asl_alphabet_train", 64, 12), ("asl-alphabet/kaggle-64", "asl_alphabet_test", 64, 4),
    ("asl-alphabet/photos-224", "train", 224, 6), ("asl-alphabet/photos-224", "test", 224, 2),
  ])
  func alphabets(_ folder: String, _ part: String, _ side: Int, _ each: Int) throws {
    guard let url = DataFolder.url(of: folder) else { return }
    let data = try Dataset(folder: url, part: part)
    #expect(data.imageSize == ImageSize(channels: 3, height: side, width: side))
    #expect(data.classNames.count == 29 && data.classNames.prefix(3) == ["A", "B", "C"])
    #expect(Set(data.classNames.map { $0.lowercased() }).isSuperset(of: ["del", "nothing", "space"]))
    #expect(try counts(data) == [Int](repeating: each, count: 29))
    try read(data, every: side == 224 ? 6 : 4)
  }

  @Test func chestXrays() throws {
    guard let folder = DataFolder.url(of: "chest-xray") else { return }
    let loading = try loading(128, .gray)
    for table in ["metadata.csv", "metadata_PA.csv"] {
      let data = try Dataset(table: folder.appending(path: table), layout: .covidChestXray, loading: loading)
      #expect(data.classNames == ["no COVID-19", "COVID-19"] && data.remarks.isEmpty)
      #expect(try counts(data) == [12, 10])
      #expect(try (0..<data.count).allSatisfy { try data.group(at: $0)?.isEmpty == false })
      let parts = try data.split(["train": 0.7, "validation": 0.15, "test": 0.15], seed: 7)
      #expect(try parts.leakage(by: .bytes).isEmpty)
    }
    // Most of its files are not here: the table itself is read, and all that is missing is said.
    let full = folder.appending(path: "metadata_full_2020.csv")
    let error = #expect(throws: AssayError.self) { try Dataset(table: full, layout: .covidChestXray, loading: loading) }
    #expect(error?.problem.hasSuffix("picture files cannot be read") == true)
  }

  @Test func chestXraysOfFigure1() throws {
    guard let folder = DataFolder.url(of: "chest-xray/figure1") else { return }
    let data = try Dataset(
      table: folder.appending(path: "metadata.csv"), layout: .figure1, loading: loading(96, .gray, fit: .padded))
    #expect(try counts(data) == [3, 13])
    #expect(data.remarks.count == 2 && data.remarks[0].contains("Latin-1"))
    #expect(data.remarks[1] == "5 of 21 rows have no label and are left out")
    try read(data, every: 4)
  }

  @Test func fundusPhotographs() throws {
    guard let folder = DataFolder.url(of: "fundus") else { return }
    let small = try Dataset(
      table: folder.appending(path: "small-64/trainLabels.csv"), layout: .diabeticRetinopathy, loading: loading())
    #expect(try counts(small) == [200, 80, 100, 59, 45] && small.count == 484)
    #expect(small.classNames == ["none", "mild", "moderate", "severe", "proliferative"])
    #expect(small.imageSize == ImageSize(channels: 3, height: 64, width: 64))
    try read(small, every: 4)
    let full = try Dataset(
      table: folder.appending(path: "full-size/trainLabels.csv"), layout: .diabeticRetinopathy, loading: loading(256))
    #expect(try (0..<full.count).map { try full.label(at: $0) } == [0, 1, 2, 4])
    #expect(try (0..<full.count).map { try full.group(at: $0) } == ["13", "15", "15", "16"])
  }

  @Test func foldersOfCIFAR10AndOfSigns() throws {
    if let folder = DataFolder.url(of: "cifar10/folders") {
      let data = try Dataset(folder: folder)
      #expect(try counts(data) == [Int](repeating: 20, count: 10))
      #expect(data.classNames.first == "airplane" && data.classNames.last == "truck")
      #expect(data.imageSize == ImageSize(channels: 3, height: 32, width: 32))
      try read(data)
    }
    if let folder = DataFolder.url(of: "sign-language-digits") {
      let data = try Dataset(folder: folder)
      #expect(try counts(data) == [Int](repeating: 60, count: 10))
      #expect(data.classNames == (0...9).map { "\($0)" })
      #expect(data.imageSize == ImageSize(channels: 3, height: 100, width: 100))
      try read(data, every: 10)
    }
  }

  @Test func restrictedImageNet() throws {
    guard let folder = DataFolder.url(of: "restricted-imagenet") else { return }
    let stated = [
      "dog": 4, "cat": 3, "frog": 2, "turtle": 3, "bird": 4, "primate": 4, "fish": 4, "crab": 2, "insect": 4,
    ]
    let folders = try Dataset(folder: folder, loading: loading(32, fit: .cropped(shorterSide: 36)))
    #expect(try Dictionary(uniqueKeysWithValues: zip(folders.classNames, counts(folders))) == stated)
    // The table has ImageNet's own classes, which the ranges of the paper put together.
    var classes = ImageTable(
      file: "file", folderColumn: "class", label: .column("imagenet_index", classes: (0..<1000).map { "\($0)" }))
    let table = folder.appending(path: "files.csv")
    let grouped = try Dataset(table: table, layout: classes, loading: loading(32)).grouping(.restrictedImageNet)
    classes.label = .column("class", classes: grouped.classNames)
    let direct = try Dataset(table: table, layout: classes, loading: loading(32))
    #expect(grouped.count == 30 && direct.count == 30)
    for index in 0..<30 { #expect(try grouped.label(at: index) == direct.label(at: index)) }
    let ranges = try CSVTable(contentsOf: folder.appending(path: "ranges.csv").path(percentEncoded: false))
    let own = ClassGrouping.restrictedImageNet.groups.map { group in
      [group.name] + group.labels.flatMap { ["\($0.lowerBound)", "\($0.upperBound)"] }
    }
    #expect(ranges.rows.map(\.fields) == own)
    try read(folders, every: 6)
  }

  @Test func tinyImageNet() throws {
    guard let folder = DataFolder.url(of: "tiny-imagenet-200") else { return }
    for (part, each) in [(TinyImageNetPart.train, 20), (.validation, 8)] {
      let data = try Dataset(tinyImageNet: folder, part: part)
      #expect(try counts(data) == [Int](repeating: each, count: 20))
      #expect(data.classNames.contains("Egyptian cat") && data.classNames.contains("oboe"))
      #expect(data.imageSize == ImageSize(channels: 3, height: 64, width: 64))
      try read(data, every: 4)
    }
    let train = try Dataset(tinyImageNet: folder, part: .train)
    let stored = try (0..<train.count).map { try ImageFile.size(ofFile: try train.file(at: $0) ?? "").channels }
    #expect(stored.count { $0 == 1 } == 30 && stored.count { $0 == 3 } == 370)
  }

  @Test func picturesInNoClassAreSaid() throws {
    guard let folder = DataFolder.url(of: "stl10") else { return }
    let data = try Dataset(folder: folder)
    #expect(try data.classNames == ["png", "stl10_binary"] && counts(data) == [4, 0])
    #expect(data.remarks[0] == "no pictures in class “stl10_binary”")
    try read(data)
    let error = #expect(throws: AssayError.self) { try Dataset(folder: folder.appending(path: "png")) }
    #expect("\(error.map { "\($0)" } ?? "")".contains("files that lie in no folder"))
  }
}

import AssayBase
import AssayDatasets
import AssayImages
import AssayTestSupport
import Foundation
import Synchronization
import Testing

@Suite struct FolderTests {
  private func files(_ data: Dataset) throws -> [String] {
    try (0..<data.count).map { URL(filePath: try data.file(at: $0) ?? "").lastPathComponent }
  }

  @Test func foldersAreClassesInTheOrderOfTheirBytes() throws {
    let files = try PictureFolder()
    for (level, name) in ["b/2.png", "b/10.PNG", "B/x.png", "a/deep/er/1.png", "a/0.png", "é/1.png"].enumerated() {
      try files.write(UInt8(level), to: name)
    }
    try files.write(9, to: ".hidden/1.png")
    try files.write(9, to: "b/.2.png")
    try files.write("notes", to: "b/notes.txt")
    try files.write("notes", to: "README")
    let data = try Dataset(folder: files.folder.url)
    #expect(data.classNames == ["B", "a", "b", "é"])
    #expect(try self.files(data) == ["x.png", "0.png", "1.png", "10.PNG", "2.png", "1.png"])
    #expect(try (0..<6).map { try data.label(at: $0) } == [0, 1, 1, 2, 2, 3])
    #expect(data.imageSize == ImageSize(channels: 3, height: 4, width: 4))
    #expect(data.name == files.folder.url.lastPathComponent)
    let example = try data.example(at: 3)
    #expect(example.image == Image(try PictureFolder.picture(1)) && example.label == 2 && example.sourceRow == 3)
    #expect(data.remarks.count == 1 && data.remarks[0].contains("2 other files are ignored"))
    #expect(data.preparation == ImagePreparation())
    // However the path is written.
    #expect(try Dataset(folder: URL(filePath: files.path + "//")).name == data.name)
  }

  @Test func partsShareTheirLabels() throws {
    let files = try PictureFolder()
    for name in ["train/a/1.png", "train/b/1.png", "train/c/1.png", "my_Test/c/2.png", "my_Test/a/2.png"] {
      try files.write(1, to: name)
    }
    let test = try Dataset(folder: files.folder.url, part: "my_Test")
    #expect(test.classNames == ["a", "b", "c"] && test.name.hasSuffix("/my_Test"))
    #expect(try (0..<test.count).map { try test.label(at: $0) } == [0, 2])
    #expect(test.remarks == ["no pictures in class “b”"])
    let error = try #require(throws: AssayError.self) { try Dataset(folder: files.folder.url) }
    #expect(error.kind == .invalidArgument && "\(error)".contains("part=train"))
    #expect(kind { try Dataset(folder: files.folder.url, part: "val") } == .unknownName)
    #expect(try Dataset(folder: files.folder.file("my_Test")).classNames == ["a", "c"])
  }

  @Test func namesCanTellGroups() throws {
    let files = try PictureFolder()
    for name in ["a/13_left.png", "a/13_right.png", "b/COVID-0040a.png", "b/x.png"] { try files.write(1, to: name) }
    let byNumber = try Dataset(folder: files.folder.url, groups: .nameNumber)
    #expect(try (0..<4).map { try byNumber.group(at: $0) } == ["13", "13", "0040", nil])
    let byPrefix = try Dataset(folder: files.folder.url, groups: .namePrefix(before: "_"))
    #expect(try (0..<4).map { try byPrefix.group(at: $0) } == ["13", "13", nil, nil])
    #expect(kind { try Dataset(folder: files.folder.url, groups: .column("patient")) } == .invalidArgument)
  }

  @Test func whatHoldsNoClassesIsRefused() throws {
    let files = try PictureFolder()
    #expect(kind { try Dataset(folder: files.folder.file("nowhere")) } == .missingFile)
    let empty = try #require(throws: AssayError.self) { try Dataset(folder: files.folder.url) }
    #expect(empty.kind == .empty && "\(empty)".contains("an empty folder"))
    try files.write(1, to: "1.png")
    let flat = try #require(throws: AssayError.self) { try Dataset(folder: files.folder.url) }
    #expect(flat.kind == .empty && "\(flat)".contains("files that lie in no folder"))
    #expect(kind { try Dataset(folder: files.folder.file("1.png")) } == .inaccessibleFile)
    try files.write("text", to: "a/notes.txt")
    let texts = try #require(throws: AssayError.self) { try Dataset(folder: files.folder.url) }
    #expect(texts.kind == .empty && "\(texts)".contains(".jpeg"))
  }

  @Test func foldersThatLeadBackEnd() throws {
    let files = try PictureFolder()
    try files.write(1, to: "a/1.png")
    try FileManager.default.createSymbolicLink(atPath: files.path + "/a/back", withDestinationPath: "..")
    #expect(kind { try Dataset(folder: files.folder.url) } == .limitExceeded)
  }

  @Test func picturesOfOtherSizesNeedASize() throws {
    let files = try PictureFolder()
    try files.write(1, to: "a/1.png")
    try files.write(2, to: "a/2.png", height: 5, width: 3)
    let data = try Dataset(folder: files.folder.url)
    let error = try #require(throws: AssayError.self) { try data.example(at: 1) }
    #expect(error.kind == .shapeMismatch && "\(error)".contains("2.png") && "\(error)".contains("--image-size"))
    var loading = ImageLoading()
    loading.preparation.extent = try ImagePreparation.Extent(height: 6, width: 5)
    loading.preparation.channels = .gray
    let resized = try Dataset(folder: files.folder.url, loading: loading)
    let size = ImageSize(channels: 1, height: 6, width: 5)
    #expect(try resized.examples(at: [1, 0]).map(\.image.size) == [size, size])
    #expect(resized.preparation == loading.preparation)
  }

  /// Empty, cut short, no picture at all, another size: each with its reason.
  @Test func unreadableFilesFailTogetherOrAreLeftOut() throws {
    let files = try PictureFolder()
    try files.write(7, to: "a/1.png")
    try files.write(8, to: "b/5.png")
    try files.write(Data(), to: "a/2.png")
    try files.write(PNG.encode(PictureFolder.picture(3)).prefix(40), to: "b/3.png")
    try files.write("no picture", to: "b/4.jpg")
    try files.write(7, to: "b/6.png", height: 3)
    let data = try Dataset(folder: files.folder.url)
    #expect(data.count == 6 && data.remarks.isEmpty)
    #expect(try data.examples(at: [0, 4]).map(\.label) == [0, 1])
    let error = try #require(throws: AssayError.self) { try data.examples(at: Array(0..<6)) }
    #expect(error.problem == "4 of 6 picture files cannot be read")
    for name in ["a/2.png", "b/3.png", "b/4.jpg", "b/6.png"] { #expect("\(error)".contains(name), "\(error)") }
    let told = Told()
    let loading = ImageLoading(unreadable: .skip, progress: { done, all in told.note(done, all) })
    let rest = try Dataset(folder: files.folder.url, loading: loading)
    #expect(rest.count == 2 && rest.classNames == ["a", "b"])
    #expect(try rest.examples(at: [0, 1]).map(\.sourceRow) == [0, 4])
    #expect(rest.remarks.count == 1 && rest.remarks[0].hasPrefix("4 of 6 picture files are left out"))
    #expect(told.last == [6, 6])
  }

  @Test func foldersOfUnreadableFilesAreErrors() throws {
    let files = try PictureFolder()
    for name in ["a/1.png", "a/2.png"] { try files.write(Data(), to: name) }
    for unreadable in UnreadableFiles.allCases {
      let loading = ImageLoading(unreadable: unreadable)
      #expect(kind { try Dataset(folder: files.folder.url, loading: loading) } == .malformedData)
    }
  }

  @Test func filesThatChangeAreNoticed() throws {
    let files = try PictureFolder()
    try files.write(1, to: "a/1.png")
    let data = try Dataset(folder: files.folder.url)
    #expect(try data.example(at: 0).label == 0)
    try files.write(1, to: "a/1.png", width: 5)
    let error = try #require(throws: AssayError.self) { try data.example(at: 0) }
    #expect("\(error)".contains("changed after the data set was opened"))
    try FileManager.default.removeItem(at: files.folder.file("a/1.png"))
    #expect(kind { try data.example(at: 0) } == .missingFile)
  }

  @Test func batchesAreTheSameForAnyNumberOfThreads() throws {
    let files = try PictureFolder()
    for level in 0..<40 { try files.write(UInt8(level * 6), to: "c\(level % 3)/\(level).png") }
    let data = try Dataset(folder: files.folder.url)
    let indices = data.shuffledIndices(key: RandomKey(seed: 3))
    let single = try ComputeContext.with(threads: 1) { try data.batch(at: indices) }
    for threads in [2, 5] {
      let batch = try ComputeContext.with(threads: threads) { try data.batch(at: indices) }
      #expect(batch.images.elements == single.images.elements && batch.labels == single.labels)
    }
    let first = try data.example(at: indices[0])
    #expect(Array(single.images.elements.prefix(48)) == first.image.values && single.labels[0] == first.label)
  }
}

/// What a loader tells of its progress.
private final class Told: Sendable {
  private let all = Mutex<[[Int]]>([])
  var last: [Int]? { all.withLock { $0.last } }
  func note(_ done: Int, _ count: Int) { all.withLock { $0.append([done, count]) } }
}

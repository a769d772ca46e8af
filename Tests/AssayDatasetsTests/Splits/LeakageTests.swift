import AssayBase
import AssayDatasets
import AssayImages
import Testing

@Suite struct LeakageTests {
  private func files() throws -> PictureFolder {
    let files = try PictureFolder()
    for (level, name) in ["train/a/p1_1.png", "train/a/p2_1.png", "train/b/p3_1.png", "test/a/p4_1.png"].enumerated() {
      try files.write(UInt8(level), to: name)
    }
    // The picture of p3 again: the same file, the same pixels in another file, and under another label.
    try files.write(2, to: "test/b/p5_1.png")
    try files.write(PNM.encode(PictureFolder.picture(2)), to: "test/b/p6_1.ppm")
    try files.write(9, to: "test/b/p1_2.png")
    return files
  }

  @Test func sameContentsAndGroupsAreFound() throws {
    let files = try files()
    let parts = try ["train", "test"].map {
      try Dataset(folder: files.folder.url, part: $0, groups: .namePrefix(before: "_"))
    }
    let pixels = try DataLeakage(between: parts[0], and: parts[1])
    #expect(pixels.sameContent.map(\.first) == [2, 2] && pixels.sameContent.map(\.second) == [2, 3])
    #expect(pixels.sharedGroups == ["p1"] && !pixels.isNone)
    #expect("\(pixels)".hasSuffix("have in common 2 examples of the same content and 1 group (“p1”)"))
    let bytes = try DataLeakage(between: parts[0], and: parts[1], by: .bytes)
    #expect(bytes.sameContent.map(\.first) == [2] && bytes.sameContent.map(\.second) == [2])
    let none = try DataLeakage(between: parts[0], and: parts[1].subset([0]))
    #expect(none.isNone && "\(none)".hasSuffix("have nothing in common"))
  }

  @Test func duplicatesAreFoundInOneSet() throws {
    let files = try files()
    try files.write(3, to: "test/b/p4_2.png")
    let test = try Dataset(folder: files.folder.url, part: "test")
    let found = try test.duplicates()
    #expect(found.map(\.indices) == [[0, 2], [3, 4]] && found.map(\.disagree) == [true, false])
    #expect(try test.duplicates(by: .bytes).map(\.indices) == [[0, 2]])
  }
}

import AssayBase
import AssayDatasets
import AssayImages
import Foundation
import Testing

@Suite struct TinyImageNetTests {
  private func files() throws -> PictureFolder {
    let files = try PictureFolder()
    try files.write("n3\nn1\nn2\n", to: "wnids.txt")
    try files.write("n1\tcrane, bird\nn2\tcrane\nn4\tother\n", to: "words.txt")
    for id in ["n1", "n2", "n3"] {
      for level in 0..<2 { try files.write(UInt8(level), to: "train/\(id)/images/\(id)_\(level).png") }
      try files.write("\(id)_0.png\t0\t0\t3\t3\n", to: "train/\(id)/\(id)_boxes.txt")
    }
    try files.write(5, to: "val/images/val_0.png", channels: 1)
    try files.write(6, to: "val/images/val_1.png")
    try files.write("val_1.png\tn3\t0\t0\t1\t1\nval_0.png\tn1\t0\t0\t1\t1\n", to: "val/val_annotations.txt")
    return files
  }

  @Test func bothPartsHaveTheSameLabels() throws {
    let files = try files()
    let train = try Dataset(tinyImageNet: files.folder.url, part: .train)
    let validation = try Dataset(tinyImageNet: files.folder.url)
    #expect(train.classNames == ["crane, bird", "crane", "n3"] && validation.classNames == train.classNames)
    #expect(try (0..<train.count).map { try train.label(at: $0) } == [0, 0, 1, 1, 2, 2])
    #expect(try validation.examples(at: [0, 1]).map(\.label) == [2, 0])
    #expect(validation.imageSize.channels == 3 && validation.name.hasSuffix("/val"))
  }

  @Test func anotherLayoutIsRefused() throws {
    let files = try files()
    #expect(kind { try Dataset(tinyImageNet: files.folder.file("train")) } == .missingFile)
    try files.write("val_1.png\tn9\t0\t0\t1\t1\n", to: "val/val_annotations.txt")
    let error = try #require(throws: AssayError.self) { try Dataset(tinyImageNet: files.folder.url) }
    #expect("\(error)".contains("val_annotations.txt, line 1"))
    try files.write("val_7.png\tn1\t0\t0\t1\t1\nval_0.png\tn1\t0\t0\t1\t1\n", to: "val/val_annotations.txt")
    #expect(kind { try Dataset(tinyImageNet: files.folder.url) } == .missingFile)
    let skipping = try Dataset(tinyImageNet: files.folder.url, loading: ImageLoading(unreadable: .skip))
    #expect(skipping.count == 1 && skipping.remarks[0].contains("val_7.png"))
    try files.write("n1\nn1\n", to: "wnids.txt")
    #expect(kind { try Dataset(tinyImageNet: files.folder.url, part: .train) } == .malformedData)
  }
}

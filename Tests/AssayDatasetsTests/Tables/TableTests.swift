import AssayBase
import AssayDatasets
import AssayImages
import Foundation
import Testing

@Suite struct TableTests {
  private let layout = ImageTable(file: "file", extensions: [".png"], label: .column("class"), groups: .column("who"))

  private func files(_ table: String, encoding: String.Encoding = .utf8) throws -> PictureFolder {
    let files = try PictureFolder()
    for (level, name) in ["a.png", "b.png", "c.png", "images/d.png"].enumerated() {
      try files.write(UInt8(level), to: name)
    }
    try files.write(try #require(table.data(using: encoding)), to: "table.csv")
    return files
  }

  private func open(_ files: PictureFolder, _ layout: ImageTable? = nil, skip: Bool = false) throws -> Dataset {
    try Dataset(
      table: files.folder.file("table.csv"), layout: layout ?? self.layout,
      loading: ImageLoading(unreadable: skip ? .skip : .fail))
  }

  private func labels(_ data: Dataset) throws -> [Int] { try (0..<data.count).map { try data.label(at: $0) } }

  @Test func rowsBecomeExamples() throws {
    let files = try files("file,class,who,\r\n\"b.png\",\"x, y\",1,\r\na,w,,\r\nc.png,\"x, y\",1,\r\n")
    let data = try open(files)
    #expect(data.name == "table" && data.classNames == ["w", "x, y"])
    #expect(try labels(data) == [1, 0, 1])
    #expect(try (0..<3).map { try data.group(at: $0) } == ["1", nil, "1"])
    #expect(try data.examples(at: [1, 2]).map(\.sourceRow) == [1, 2])
    #expect(try data.example(at: 1).image == Image(PictureFolder.picture(0)))
    #expect(data.remarks.isEmpty)
  }

  @Test func numbersAreClassesInTheirOrder() throws {
    let data = try open(files("file,class,who\na,10,\nb,9,\nc,10,\n"))
    #expect(try data.classNames == ["9", "10"] && labels(data) == [1, 0, 1])
    var named = layout
    named.label = .column("class", classes: ["none", "some"])
    let levels = try open(files("file,class,who\na,1,\nb,none,\nc,0,\n"), named)
    #expect(try levels.classNames == ["none", "some"] && labels(levels) == [1, 0, 0])
    let error = #expect(throws: AssayError.self) { try open(files("file,class,who\na,1,\nb,2,\n"), named) }
    #expect(error?.kind == .invalidArgument && error?.location?.hasSuffix("table.csv, line 3") == true)
  }

  @Test func filtersAndContainedTextsDecide() throws {
    var layout = layout
    layout.label = .contains("flu", column: "class", positive: "flu", negative: "other")
    layout.filters = [ImageTable.Filter("who", equals: "1", "2")]
    let data = try open(files("file,class,who\na,\"flu, cold\",1\nb,cold,3\nc,cold,2\nimages/d,,1\n"), layout)
    #expect(try data.classNames == ["other", "flu"] && labels(data) == [1, 0])
    #expect(data.remarks == ["1 of 3 rows have no label and are left out"])
    layout.filters = [ImageTable.Filter("who", equals: "7")]
    let none = #expect(throws: AssayError.self) { try open(files("file,class,who\na,flu,1\n"), layout) }
    #expect(none?.kind == .empty && "\(none.map { "\($0)" } ?? "")".contains("who “7”"))
  }

  @Test func filesAreFoundInTheirFolders() throws {
    var layout = layout
    layout.folder = "images"
    #expect(try open(files("file,class,who\nd,x,\na,y,\n"), layout).count == 2)
    layout.folder = nil
    layout.folderColumn = "who"
    let data = try open(files("file,class,who\nd.png,x,images\na,y,\n"), layout)
    #expect(try data.file(at: 0)?.hasSuffix("/images/d.png") == true && data.count == 2)
  }

  @Test func missingFilesFailTogetherOrAreLeftOut() throws {
    let files = try files("file,class,who\na,x,\nnowhere,y,\nb,y,\n,y,\n")
    let error = try #require(throws: AssayError.self) { try open(files) }
    #expect(error.kind == .missingFile && error.problem == "2 of 4 picture files cannot be read")
    #expect("\(error)".contains("line 3") && "\(error)".contains("line 5"))
    let rest = try open(files, skip: true)
    #expect(try rest.classNames == ["x", "y"] && labels(rest) == [0, 1])
    #expect(rest.remarks.count == 1 && rest.remarks[0].contains("“nowhere”"))
  }

  @Test func otherEncodingsAreSaid() throws {
    let data = try open(files("file,class,who\na,für,\nb,w,\n", encoding: .isoLatin1))
    #expect(data.classNames == ["für", "w"])
    #expect(data.remarks.count == 1 && data.remarks[0].hasSuffix("read as Latin-1: line 2"))
  }

  @Test func badTablesAreRefused() throws {
    #expect(kind { try open(files("file,label,who\na,x,\n")) } == .unknownName)
    #expect(kind { try open(files("file,class,who\n")) } == .empty)
    #expect(kind { try open(files("")) } == .empty)
    #expect(kind { try open(files("file,class,who\na\n")) } == .malformedData)
    #expect(kind { try open(files("file,class,who\n\"a,x,\n")) } == .malformedData)
    #expect(kind { try Dataset(table: URL(filePath: "/nowhere.csv"), layout: layout) } == .missingFile)
    #expect(kind { try Dataset(table: URL(filePath: "/"), layout: layout) } == .inaccessibleFile)
  }
}

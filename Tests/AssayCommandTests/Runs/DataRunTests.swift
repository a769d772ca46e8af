import AssayBase
import AssayImages
import AssayTestSupport
import Foundation
import Testing

@Suite struct DataRunTests {
  /// Three classes of small pictures, one of them twice, and some that cannot be read.
  private func pictures(damaged: Bool = false) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for (level, name) in ["cat/1.png", "cat/2.png", "dog/1.png", "a very long name of a class, with words/1.png"]
      .enumerated()
    {
      try write(PNG.encode(picture(UInt8(level) * 50)), to: name, in: folder)
    }
    try write(PNG.encode(picture(0)), to: "dog/again.png", in: folder)
    if damaged {
      try write(Data(), to: "cat/empty.png", in: folder)
      try write(PNG.encode(picture(0)).prefix(45), to: "dog/short.png", in: folder)
    }
    return folder
  }

  private func picture(_ level: UInt8, width: Int = 6) throws -> ByteImage {
    try ByteImage(width: width, height: 4, channels: 3, bytes: [UInt8](repeating: level, count: 12 * width))
  }

  private func write(_ data: Data, to name: String, in folder: TemporaryFolder) throws {
    let url = folder.file("data/" + name)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: url)
  }

  private func run(_ folder: TemporaryFolder, _ arguments: String...) async throws -> AssayProgram.Run {
    try await AssayProgram.run(["data"] + arguments, in: folder)
  }

  @Test func descriptionsSayWhatIsThere() async throws {
    let folder = try pictures()
    let run = try await run(folder, "describe", "folder:data", "--json", "data.json", "--image-size", "2x3")
    #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
    #expect(run.lines[0] == "data: 5 images 3×2×3 in 3 classes")
    for word in ["dog", "balance 0.5000", "3×4×6 (5)", "RGB 2×3, stretched", "#1 = #4, labels differ"] {
      #expect(run.output.contains(word), "\(run.output)")
    }
    let json = try JSONValue(parsing: Data(contentsOf: folder.file("data.json")))
    #expect(json["images"]?.int == 5 && json["classCounts"]?.array?.compactMap(\.int) == [1, 2, 2])
    #expect(json["mean"]?.array?.count == 3 && json["preparation"]?["fingerprint"]?.string?.count == 16)
    // Two of 0, and one each of 50, 100 and 150.
    let mean = try #require(json["mean"]?.array?.first?.double)
    #expect(abs(mean - 300 / 5.0 / 255) < 1e-7)
  }

  @Test func picturesOfManySizesAreBroughtToOneAndThatIsSaid() async throws {
    let folder = try pictures()
    try write(PNG.encode(picture(9, width: 20)), to: "dog/wide.png", in: folder)
    let described = try await run(folder, "describe", "folder:data")
    #expect(described.status == 0 && described.lines[0] == "data: 6 images 3×224×224 in 3 classes")
    #expect(described.errors.contains("2 sizes, from 4×6 to 4×20"), "\(described.errors)")
    let drawn = try await run(folder, "sheet", "folder:data")
    #expect(drawn.status == 0 && drawn.output.hasPrefix("6 pictures of data in 3 classes"), "\(drawn.errors)")
    let told = try await run(folder, "describe", "folder:data", "--image-size", "8")
    #expect(told.errors.isEmpty && told.lines[0] == "data: 6 images 3×8×8 in 3 classes")
  }

  @Test func whatCannotBeReadIsListed() async throws {
    let folder = try pictures(damaged: true)
    let run = try await run(folder, "describe", "folder:data")
    #expect(run.status == 0 && run.output.contains("5 images"))
    #expect(run.errors.contains("2 of 7 picture files are left out"), "\(run.errors)")
    #expect(run.errors.contains("empty.png") && run.errors.contains("short.png"))
    let strict = try await self.run(folder, "describe", "folder:data", "--unreadable", "fail")
    #expect(strict.status == 2 && strict.errors.contains("2 of 7 picture files cannot be read"), "\(strict.errors)")
    let sheet = try await self.run(folder, "sheet", "folder:data")
    #expect(sheet.status == 2 && !folder.files.contains("sheet.png"))
  }

  @Test func sheetsArePictures() async throws {
    let folder = try pictures()
    let run = try await run(folder, "sheet", "folder:data", "--out", "s.png", "--per-class", "1", "--channels", "gray")
    #expect(run.status == 0 && run.lines == ["3 pictures of data in 3 classes: s.png"], "\(run.errors)")
    let sheet = try PNG.read(folder.file("s.png").path(percentEncoded: false))
    #expect(sheet.width >= 420 && sheet.height > 200)
  }

  @Test(arguments: [
    (["describe"], "an argument is missing"), (["desribe", "digits"], "Did you mean describe?"),
    (["describe", "folder:nowhere"], "no such file or folder"), (["describe", "nothing"], "no such data set"),
    (["describe", "digits", "--out", "x.png"], "assay data sheet"),
    (["sheet", "digits", "--json", "x.json"], "assay data describe"),
    (["sheet", "digits", "--per-class", "0"], "from 1"), (["sheet", "digits", "--out", "no/where.png"], "--out"),
    (["describe", "digits", "--image-size", "8"], "--image-size"),
    (["describe", "folder:data", "--image-size", "0x8"], "1 to 16384"),
    (["describe", "folder:data", "--image-size", "big"], "HEIGHTxWIDTH"),
    (["describe", "folder:data", "--channels", "cmyk"], "gray, rgb"),
    (["describe", "folder:data", "--fit", "squash"], "stretch, crop"),
    (["describe", "folder:data", "--interpolation", "lanczos"], "antialiased-bicubic"),
    (["describe", "folder:data", "--unreadable", "maybe"], "fail or skip"),
    (["describe", "folder:data,part=test"], "no such part"),
    (["describe", "folder:data,parts=test"], "no such setting"),
    (["describe", "folder:data,classes=cifar"], "restricted-imagenet"), (["describe", "folder:data/cat"], "no class"),
    (["describe", "csv:table.csv"], "preset=covid"), (["describe", "csv:table.csv,preset=x"], "diabetic-retinopathy"),
    (["describe", "csv:table.csv,file=a,label=b"], "table.csv"), (["describe", "tiny-imagenet:data"], "wnids.txt"),
  ])
  func wrongCallsSayWhatIsRight(_ arguments: [String], _ word: String) async throws {
    let folder = try pictures()
    let run = try await AssayProgram.run(["data"] + arguments, in: folder)
    #expect(run.status == 2 && run.output.isEmpty && run.exited)
    #expect(run.errors.contains(word) && run.errors.split(separator: "\n").count == 1, "\(run.errors)")
  }

  /// Pictures in files get the size and the channels of the model that they are for.
  @Test func modelsSayWhatPicturesTheyWant() async throws {
    let folder = try pictures()
    let run = try await AssayProgram.run(
      ["evaluate", "--model", "fixture:digits-standard", "--data", "folder:data"], in: folder)
    #expect(run.status == 0 && run.output.contains("5 images"), "\(run.errors)")
    let wrong = try await AssayProgram.run(
      ["evaluate", "--model", "fixture:digits-standard", "--data", "folder:data", "--image-size", "9"], in: folder)
    #expect(wrong.status == 2 && wrong.errors.contains("1×9×9"), "\(wrong.errors)")
  }
}

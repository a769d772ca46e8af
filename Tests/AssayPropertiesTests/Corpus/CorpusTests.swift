import AssayBase
import AssayCheck
import AssayImages
import AssayProperties
import AssayTestSupport
import Foundation
import Testing

@Suite struct CorpusTests {
  private static let owner = CaseOwner(test: "M.Suite/test()", suite: "Suite", name: "test", source: "M/File.swift")

  private func imageCase(_ level: UInt8 = 255, owner: CaseOwner = owner) throws -> SavedCase {
    let original = try ByteImage(width: 2, height: 2, channels: 1, bytes: [0, 1, 2, 3])
    let failing = try ByteImage(width: 2, height: 2, channels: 1, bytes: [0, 1, 2, level])
    let found = ImageCounterexample(
      property: "a claim", model: "model", data: "data", index: 7, label: 1, prediction: 0, original: original,
      failing: failing, originalProbabilities: [0.25, 0.75], failingProbabilities: [1, 0], classNames: ["zero", "one"],
      reduction: nil)
    return SavedCase(
      .image(found), of: owner, model: ModelIdentity(name: "model", fingerprint: "ab", preprocessing: "cd"))
  }

  private func choicesCase() -> SavedCase {
    let token = ReplayToken(
      property: "M.Suite/test()", seed: .max, caseIndex: 3,
      choices: ChoiceSequence([.boolean(true), .integer(.min), .float(0.1)]), generatorFingerprint: "Int, Float")
    return SavedCase(.choices(token), of: Self.owner)
  }

  private func corpus(_ temporary: TemporaryFolder) -> Corpus {
    Corpus(root: temporary.path("Fixtures/Counterexamples"))
  }

  @Test func whatIsAcceptedIsReadAgain() throws {
    try TemporaryFolder.with { temporary in
      let corpus = corpus(temporary)
      #expect(corpus.contents(of: Self.owner).entries.isEmpty)
      let (image, choices) = (try imageCase(), choicesCase())
      let path = try corpus.accept(image).path
      #expect(path.hasPrefix(corpus.root + "/Suite/test/1-as-0-") && path.hasSuffix(".json"))
      #expect(try corpus.accept(choices).isNew)
      let contents = corpus.contents(of: Self.owner)
      #expect(contents.faults.isEmpty && contents.entries.map(\.saved) == [image, choices])
      // The picture is the failing image itself.
      let picture = try PNG.decode(Data(contentsOf: URL(filePath: path.dropLast(4) + "png")))
      #expect(picture.bytes == [0, 1, 2, 255] && picture.width == 2)
    }
  }

  @Test func acceptingTwiceChangesNothing() throws {
    try TemporaryFolder.with { temporary in
      let corpus = corpus(temporary)
      let first = try corpus.accept(try imageCase())
      let before = try Data(contentsOf: URL(filePath: first.path))
      let again = try corpus.accept(try imageCase())
      #expect(first.isNew && !again.isNew && first.path == again.path)
      #expect(try Data(contentsOf: URL(filePath: first.path)) == before)
      #expect(try corpus.accept(try imageCase(254)).path != first.path)
    }
  }

  @Test func testsOfOneNameHaveTheirOwn() throws {
    try TemporaryFolder.with { temporary in
      let corpus = corpus(temporary)
      let other = CaseOwner(test: "Other.Suite/test()", suite: "Suite", name: "test")
      _ = try corpus.accept(try imageCase(255))
      _ = try corpus.accept(try imageCase(254, owner: other))
      #expect(corpus.contents(of: Self.owner).entries.map(\.saved) == [try imageCase(255)])
      #expect(corpus.contents(of: other).entries.map(\.saved) == [try imageCase(254, owner: other)])
      #expect(corpus.contents(of: other).faults.isEmpty)
    }
  }

  /// What can happen to the files of a repository.
  enum Damage: String, CaseIterable {
    case pictureGone = "the picture of the case is missing"
    case jsonGone = "a picture without its JSON file"
    case picturePainted = "was changed after it was written"
    case labelEdited = "changed after it was written"
    case otherFormat = "another version of Assay"
    case conflict = "expected"
    case truncated = "JSON"
    case pictureNoImage = "PNG"
    case wrongFolder = "the case belongs to another test"
  }

  @Test(arguments: Damage.allCases)
  func damageIsAFaultWithAdvice(_ damage: Damage) throws {
    try TemporaryFolder.with { temporary in
      let corpus = corpus(temporary)
      let path = try corpus.accept(try imageCase()).path
      var owner = Self.owner
      let (json, png) = (URL(filePath: path), URL(filePath: path.dropLast(4) + "png"))
      let text = try String(contentsOf: json, encoding: .utf8)
      switch damage {
      case .pictureGone: try FileManager.default.removeItem(at: png)
      case .jsonGone: try FileManager.default.removeItem(at: json)
      case .picturePainted:
        try PNG.encode(ByteImage(width: 2, height: 2, channels: 1, bytes: [9, 1, 2, 255])).write(to: png)
      case .labelEdited: try Data(text.replacing("\"label\": 1", with: "\"label\": 0").utf8).write(to: json)
      case .otherFormat: try Data(text.replacing(SavedCase.format, with: "assay-case-0").utf8).write(to: json)
      case .conflict: try Data("<<<<<<< HEAD\n\(text)".utf8).write(to: json)
      case .truncated: try Data(text.utf8.dropLast(40)).write(to: json)
      case .pictureNoImage: try Data("no image".utf8).write(to: png)
      case .wrongFolder:
        try FileManager.default.moveItem(atPath: corpus.root + "/Suite/test", toPath: corpus.root + "/Suite/b")
        owner = CaseOwner(test: "M.Suite/b()", suite: "Suite", name: "b")
      }
      let contents = corpus.contents(of: owner)
      #expect(contents.entries.isEmpty && contents.faults.count == 1)
      let fault = try #require(contents.faults.first)
      #expect(fault.description.contains(damage.rawValue) || damage == .conflict || damage == .truncated, "\(fault)")
      #expect(fault.location?.hasPrefix(corpus.root) == true)
    }
  }

  /// Other bytes of the same picture, as a tool that compresses better writes them, are the same case.
  @Test func onlyThePixelsOfThePictureCount() throws {
    try TemporaryFolder.with { temporary in
      let corpus = corpus(temporary)
      let path = try corpus.accept(try imageCase()).path
      let picture = URL(filePath: path.dropLast(4) + "png")
      try PNG.encode(ByteImage(width: 2, height: 2, channels: 1, bytes: [0, 1, 2, 255])).write(to: picture)
      #expect(corpus.contents(of: Self.owner).entries.count == 1)
    }
  }

  @Test(arguments: ["..", "a/b", "", ".hidden"])
  func namesStayInTheirFolder(_ name: String) throws {
    let owner = CaseOwner(test: "t", suite: "Suite", name: name)
    let json = try imageCase(owner: owner).json()
    let error = #expect(throws: AssayError.self) { try SavedCase(json: json) }
    #expect(error?.location == "name")
  }

  /// `Documentation/Memory.md` names every member of a file.
  @Test func everyMemberIsDocumented() throws {
    let page = try String(contentsOf: PackagePaths.root.appending(path: "Documentation/Memory.md"), encoding: .utf8)
    for json in [try imageCase().json(image: "a.png"), try choicesCase().json()] {
      let members = try #require(JSONValue(parsing: json).object)
      for name in members.keys { #expect(page.contains("`\(name)`"), "\(name)") }
    }
  }

  @Test func damagedChoicesAreRefused() throws {
    let text = String(decoding: try choicesCase().json(), as: UTF8.self)
    #expect(try SavedCase(json: Data(text.utf8)) == choicesCase())
    for changed in [text.replacing("Int, Float", with: "Int"), text.replacing("\"0.1\"", with: "\"0.2\"")] {
      #expect(changed != text)
      #expect(throws: AssayError.self) { try SavedCase(json: Data(changed.utf8)) }
    }
  }
}

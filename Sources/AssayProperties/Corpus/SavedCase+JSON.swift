import AssayBase
import AssayCheck
import AssayImages
import Foundation

extension SavedCase {
  /// The version of the file format.
  package static let format = "assay-case-1"
  /// As many bytes as a file of a case may have.
  static let limit = 1 << 28

  /// The file; with `image`, the failing pixels are left to the PNG file of that name beside it.
  package func json(image: String? = nil) throws -> Data {
    var members = try members()
    members["checksum"] = .string(try Self.checksum(of: members))
    if let image, case .object(var found) = members["counterexample"] {
      found["failing"] = nil
      members["counterexample"] = .object(found)
      members["image"] = .string(image)
    }
    return try JSONValue.object(members).serialised(pretty: true)
  }

  private func members() throws -> [String: JSONValue] {
    var members: [String: JSONValue] = [
      "format": .string(Self.format), "test": .string(owner.test), "suite": .string(owner.suite),
      "name": .string(owner.name),
    ]
    members["source"] = owner.source.map(JSONValue.string)
    members["model"] = model?.json
    members["claim"] = claim
    switch content {
    case .image(let found): members["counterexample"] = try JSONValue(parsing: found.json())
    case .choices(let token): members["generated"] = try token.members
    }
    return members
  }

  /// What shows that a file was changed by hand: a fingerprint of all other members, pixels included.
  private static func checksum(of members: [String: JSONValue]) throws -> String {
    var fingerprint = Fingerprint()
    fingerprint.combine(Array(try JSONValue.object(members).serialised()))
    return fingerprint.text
  }

  /// Reads the file at `path`, and the PNG file beside it where the case lives in one.
  ///
  /// - Throws: `AssayError` that names the file and what is wrong: another format, a change by hand, a missing picture.
  package init(contentsOf path: String) throws {
    let data = try AtomicFile.read(path, limit: Self.limit)
    do {
      try self.init(json: data) { name in try Self.pixels(ofImage: name, beside: path) }
    } catch let error as AssayError {
      throw error.located(at: path)
    }
  }

  /// Reads a file's bytes that hold all pixels themselves.
  package init(json data: Data) throws {
    try self.init(json: data) { name in
      throw AssayError(.missingFile, "the failing image is in a file of its own", found: name, at: "image")
    }
  }

  private init(json data: Data, pixels: (String) throws -> JSONValue) throws {
    guard case .object(var members) = try JSONValue(parsing: data) else {
      throw AssayError(.malformedData, "not a saved case", expected: "a JSON object")
    }
    let fields = JSONFields(.object(members))
    guard try fields.string("format") == Self.format else {
      throw AssayError(
        .unsupported, "another version of Assay saved this case", expected: Self.format,
        found: try fields.string("format"), at: "format",
        advice: "Run its test without it, and accept what that finds; or delete it to forget the case")
    }
    if let name = members.removeValue(forKey: "image")?.string, case .object(var found) = members["counterexample"] {
      found["failing"] = try pixels(name)
      members["counterexample"] = .object(found)
    }
    let stated = members.removeValue(forKey: "checksum")
    guard stated == .string(try Self.checksum(of: members)) else {
      throw AssayError(
        .malformedData, "the file or its picture was changed after it was written",
        advice: "Restore both with git, or delete both to forget the case; `assay accept` alone writes them")
    }
    try self.init(JSONFields(.object(members)))
  }

  private init(_ fields: JSONFields) throws {
    let owner = CaseOwner(
      test: try fields.string("test"), suite: try fields.string("suite"), name: try fields.string("name"),
      source: try fields.optionalString("source"))
    try owner.validate()
    let content: Content
    if fields.has("generated") {
      content = .choices(try ReplayToken(JSONFields(fields.value("generated"))))
    } else {
      let counterexample = try fields.value("counterexample").serialised()
      content = .image(try ImageCounterexample(json: counterexample))
    }
    self.init(
      content, of: owner, model: try fields.has("model") ? ModelIdentity(fields.value("model")) : nil,
      claim: try fields.has("claim") ? fields.value("claim") : Optional.none)
  }

  /// The pixels of a PNG file as the JSON would hold them.
  private static func pixels(ofImage name: String, beside path: String) throws -> JSONValue {
    guard !name.contains("/"), !name.isEmpty else {
      throw AssayError(.malformedData, "not the name of a file beside this one", found: "“\(name)”", at: "image")
    }
    let file = "\(AtomicFile.parent(of: path))/\(name)"
    do {
      return .string(Data(try PNG.decode(AtomicFile.read(file, limit: limit)).bytes).base64EncodedString())
    } catch let error as AssayError where error.kind == .missingFile {
      throw AssayError(
        .missingFile, "the picture of the case is missing", found: "no \(name)", at: "image",
        advice: "Restore it with git: its pixels are the case; or delete the JSON file to forget the case")
    } catch let error as AssayError {
      throw error.located(at: "image \(name)")
    }
  }
}

extension ReplayToken {
  /// The token as an object; the seed as text, since a reader whose numbers are doubles would change large ones.
  fileprivate var members: JSONValue {
    get throws {
      var members: [String: JSONValue] = [
        "property": .string(property), "seed": .string("\(seed)"), "phase": .string(phase.rawValue),
        "case": .integer(caseIndex),
        "choices": try JSONValue(parsing: JSONEncoder().encode(choices)),
      ]
      members["generator"] = generatorFingerprint.map(JSONValue.string)
      return .object(members)
    }
  }

  fileprivate init(_ fields: JSONFields) throws {
    guard let seed = UInt64(try fields.string("seed")), try fields.int("case") >= 0 else {
      throw AssayError(.malformedData, "the seed or the case is no whole number from 0", at: "generated")
    }
    let choices: ChoiceSequence
    do {
      choices = try JSONDecoder().decode(ChoiceSequence.self, from: fields.value("choices").serialised())
    } catch let error as DecodingError {
      throw AssayError(.malformedData, "the choices cannot be read", found: "\(error)", at: "generated, choices")
    }
    let word = try fields.string("phase")
    guard let phase = CasePhase(rawValue: word) else {
      throw AssayError(.malformedData, "no phase of a run", found: "“\(word)”", at: "generated, phase")
    }
    self.init(
      property: try fields.string("property"), seed: seed, phase: phase, caseIndex: try fields.int("case"),
      choices: choices, generatorFingerprint: try fields.optionalString("generator"))
  }
}

import AssayBase
import AssayFixtures
import AssayNetworks
import AssayTensor
import Foundation

/// What `--model` names: an embedded network or a file of weights.
package struct ModelArgument: Sendable {
  private let text: String
  private let architecture: Architecture?

  /// How a model may be written.
  static let forms = "fixture:NAME or FILE.safetensors"

  /// What the options say to users.
  static let options = [
    OptionDefinition(
      "model", "M",
      "The model: fixture:NAME (\(FixtureModel.names.joined(separator: ", "))) or FILE.safetensors."),
    OptionDefinition(
      "architecture", "NAME",
      "What the weights of a file belong to, where the file does not say it: "
        + "\(Architecture.names.joined(separator: ", "))."),
  ]

  /// Reads the options `--model` and `--architecture`; nothing is opened.
  ///
  /// - Throws: `AssayError` that lists the forms or names there are.
  package init(_ arguments: Arguments, default fallback: String? = nil) throws {
    guard let text = try arguments.text("model") ?? fallback else {
      throw AssayError(.invalidArgument, "no model is named", expected: "--model \(Self.forms)")
    }
    try self.init(text, architecture: arguments.text("architecture"))
  }

  /// A model as it is written.
  package init(_ text: String, architecture name: String?) throws {
    let isFixture = text.hasPrefix(Self.fixturePrefix)
    guard isFixture || text.hasSuffix(".safetensors") else {
      throw AssayError(
        .invalidArgument, "models cannot be named this way", expected: Self.forms, found: "“\(text)”", at: "--model")
    }
    if isFixture, name != nil {
      throw AssayError(
        .invalidArgument, "an embedded model has an architecture already", expected: "none with \(text)",
        at: "--architecture")
    }
    self.text = text
    do {
      architecture = try name.map { try Architecture.named($0) }
    } catch let error as AssayError {
      throw error.located(at: "--architecture")
    }
  }

  private static let fixturePrefix = "fixture:"

  /// The network.
  ///
  /// - Throws: `AssayError` that names the file and what is wrong with it.
  package func network() throws -> Network {
    if text.hasPrefix(Self.fixturePrefix) {
      do {
        return try FixtureModel.named(String(text.dropFirst(Self.fixturePrefix.count)))
      } catch let error as AssayError {
        throw error.located(at: "--model")
      }
    }
    let archive = try TensorArchive(contentsOf: URL(filePath: text))
    return try Network(archive: archive, architecture: architecture ?? stated(in: archive))
  }

  private func stated(in archive: TensorArchive) throws -> Architecture {
    let known = Architecture.names.joined(separator: ", ")
    guard let name = archive.metadata["architecture"] else {
      throw AssayError(
        .invalidArgument, "the file does not say which architecture its weights belong to",
        expected: "--architecture with one of \(known)", at: text)
    }
    do {
      return try Architecture.named(name)
    } catch let error as AssayError {
      throw error.located(at: "\(text), metadata “architecture”")
    }
  }

  /// The options that name the same model to `assay replay`; none where the counterexample's file says enough.
  func replayOptions(for network: Network) -> [String] {
    if text == Self.fixturePrefix + network.name { return [] }
    return ["--model", text] + (architecture.map { ["--architecture", $0.name] } ?? [])
  }
}

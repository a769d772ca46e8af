import AssayBase
import AssayTensor

/// The tensors of a file by the names that an architecture has for them, whatever a wrapper put in front.
///
/// `DataParallel` saves "module.conv1.weight", Lightning "model.conv1.weight", `torch.compile` "_orig_mod.conv1.weight", and
/// wrappers in one another several of these.
struct StateDictionary {
  /// The tensors, those that nobody wants among them.
  let entries: [String: ArchiveEntry]
  /// What a person should know: prefixes taken off, heads left out.
  let notes: [String]

  private static let prefixes = ["module.", "model.", "_orig_mod."]
  /// What torchvision calls the heads of GoogLeNet and Inception-v3 that help in training only.
  private static let auxiliaryHeads = ["AuxLogits.", "aux1.", "aux2."]
  /// Architectures whose files may hold such heads.
  private static let headed = ["googlenet", "inception-v3"]

  /// - Throws: `AssayError(.malformedData)` when two tensors stand for one parameter.
  init(_ archive: TensorArchive, for architecture: Architecture) throws {
    let wanted = Set(architecture.body.parameters.map(\.name))
    var (entries, removed, heads) = ([String: ArchiveEntry](), Set<String>(), Set<String>())
    for entry in archive.entries {
      let name = Self.name(of: entry.name, among: wanted)
      if !wanted.contains(name) {
        // How many batches batch norm has seen is of no use to whom has no place for it.
        if name.hasSuffix(".num_batches_tracked") { continue }
        if Self.headed.contains(architecture.name), let head = Self.auxiliaryHeads.first(where: name.hasPrefix) {
          heads.insert(String(head.dropLast()))
          continue
        }
      }
      if name != entry.name { removed.insert(String(entry.name.dropLast(name.count))) }
      guard entries.updateValue(entry, forKey: name) == nil else {
        throw AssayError(.malformedData, "two tensors stand for one parameter", found: "“\(name)”, “\(entry.name)”")
      }
    }
    self.entries = entries
    notes =
      removed.sorted().map { "“\($0)” in front of the tensors' names was taken off" }
      + (heads.isEmpty
        ? [] : ["the auxiliary heads \(heads.sorted().joined(separator: ", ")) were left out; only training uses them"])
  }

  /// `name` without what wrappers put in front, where a parameter is called so or a wrapper is known by it.
  private static func name(of name: String, among wanted: Set<String>) -> String {
    var rest = name
    while !wanted.contains(rest), let prefix = prefixes.first(where: rest.hasPrefix) { rest.removeFirst(prefix.count) }
    return rest
  }

  /// The tensors as the parameters of `architecture`, read from `archive`.
  ///
  /// - Throws: What reading them throws.
  func tensors(in archive: TensorArchive, for architecture: Architecture) throws -> [String: Tensor] {
    var tensors: [String: Tensor] = [:]
    for (name, entry) in entries {
      tensors[name] = Tensor(shape: Shape(entry.shape), elements: try archive.floats(named: entry.name))
    }
    for definition in architecture.body.parameters where definition.role == .counter && tensors[definition.name] == nil
    {
      tensors[definition.name] = .zeros(definition.shape)
    }
    return tensors
  }

  /// The number of classes that the last weights give.
  func classCount(of architecture: Architecture) -> Int? {
    guard let last = architecture.body.parameters.last(where: { $0.role == .weight }),
      last.shape[0] == architecture.classCount, let found = entries[last.name]?.shape,
      found.count == last.shape.rank, let count = found.first, count > 0
    else { return nil }
    return count
  }

  /// The built-in architectures whose parameters have the names and, but for the number of classes, the shapes of a file's.
  static func architectures(of archive: TensorArchive) -> [String] {
    Architecture.all.filter { architecture in
      guard let dictionary = try? StateDictionary(archive, for: architecture) else { return false }
      let wanted = architecture.body.parameters.filter { $0.role != .counter }
      let names = Set(architecture.body.parameters.map(\.name))
      return dictionary.entries.keys.allSatisfy(names.contains)
        && wanted.allSatisfy { definition in
          guard let found = dictionary.entries[definition.name]?.shape else { return false }
          let dimensions = definition.shape.dimensions
          return found == dimensions
            || (dimensions.first == architecture.classCount && found.dropFirst() == dimensions.dropFirst())
        }
    }.map(\.name)
  }

  /// What to do about weights that fit no architecture named; nil where no built-in one has these weights.
  static func advice(for archive: TensorArchive) -> String? {
    let names = architectures(of: archive)
    guard !names.isEmpty else { return nil }
    return "Its names and shapes are those of " + names.joined(separator: " or ")
  }
}

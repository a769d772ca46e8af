import AssayBase
import AssayNetworks
import AssayTensor
import AssayTestSupport
import Testing

/// Names, shapes, types and order of all parameters, as PyTorch writes them.
@Suite struct StateDictGoldenTests {
  @Test func everyParameterOfEveryListedArchitecture() throws {
    guard let url = GoldenFile.url(of: "state_dicts.json") else { return }
    let listed = try #require(JSONValue(contentsOf: url)["architectures"]?.object)
    var passed = 0
    for (name, value) in listed.sorted(by: { $0.key < $1.key }) {
      let wanted = try #require(value.array).compactMap(Entry.init)
      let architecture = try #require(
        GoldenArchitectures.named(name, classes: (wanted.last?.shape.first) ?? 0), "no architecture \(name)")
      let got = architecture.body.parameters.map(Entry.init)
      let difference = zip(got, wanted).first(where: { $0 != $1 })
      #expect(difference == nil, "\(name): got \(String(describing: difference))")
      #expect(got.count == wanted.count, "\(name)")
      if got == wanted { passed += 1 }
    }
    print("golden state_dicts: \(listed.count) architectures checked, \(passed) passed")
    #expect(!listed.isEmpty)
  }
}

/// A line of a state dict.
private struct Entry: Equatable {
  let name: String
  let shape: [Int]
  let type: String
  let place: String
  let kind: String

  init?(_ value: JSONValue) {
    guard let name = value[0]?.string, let shape = value[1]?.array?.compactMap(\.int), let type = value[2]?.string,
      let place = value[3]?.string, let kind = value[4]?.string
    else { return nil }
    self.name = name
    self.shape = shape
    self.type = type
    self.place = place
    self.kind = kind
  }

  init(_ definition: ParameterDefinition) {
    name = definition.name
    shape = definition.shape.dimensions
    type = definition.role == .counter ? "int64" : "float32"
    place = definition.role == .weight ? "parameter" : "buffer"
    kind = ParameterKind(definition).rawValue
  }
}

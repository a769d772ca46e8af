import AssayBase
import AssayNetworks
import AssayProperties
import Foundation
import Testing

/// Lists of properties in files.
@Suite struct PropertySpecificationTests {
  private func list(_ text: String) throws -> [PropertySpecification] {
    try PropertySpecification.list(parsing: Data(text.utf8), source: "specs.json")
  }

  private func names(_ specifications: [PropertySpecification]) -> [String] {
    specifications.map { specification in
      let property: Property<Network> = specification.property()
      return property.name
    }
  }

  @Test func allKinds() throws {
    let specifications = try list(
      """
      [{"property": "accuracy", "atLeast": 0.9},
       {"property": "robust-accuracy", "under": "pgd:linf:8/255:steps=7,restarts=2", "atLeast": 0.3},
       {"property": "completeness", "of": "integrated-gradients:steps=16", "within": 0.01},
       {"property": "completeness", "within": 1},
       {"property": "batch-independence"}, {"property": "determinism"}]
      """)
    #expect(
      names(specifications) == [
        "accuracy ≥ 0.9", "accuracy under PGD(ℓ∞ 8/255, 7 steps, 2 restarts) ≥ 0.3",
        "completeness of integrated gradients (16 steps or more, to 0.5 %, black) within 1 %",
        "completeness of integrated gradients (64 steps or more, to 0.5 %, black) within 100 %",
        "logits independent of the batch", "evaluation is deterministic",
      ])
    #expect(PropertySpecification.names.count == 5)
  }

  @Test func standardList() {
    #expect(
      names(PropertySpecification.standard()) == [
        "accuracy ≥ 0.9", "accuracy under PGD(ℓ∞ 8/255, 40 steps) ≥ 0.3",
        "accuracy under PGD(ℓ∞ 0.15, 40 steps) ≥ 0.5",
        "completeness of integrated gradients (64 steps or more, to 0.5 %, black) within 1 %",
        "logits independent of the batch", "evaluation is deterministic",
      ])
    #expect(
      names(PropertySpecification.standard(epsilon: 0.3, atLeast: 0.25))[2]
        == "accuracy under PGD(ℓ∞ 0.3, 40 steps) ≥ 0.25")
  }

  @Test func faultsSayWhereTheyAre() async {
    let bad: [(String, AssayError.Kind, String)] = [
      ("", .malformedData, "specs.json"), ("[{]", .malformedData, "specs.json"), ("{}", .malformedData, "specs.json"),
      ("3", .malformedData, "specs.json"), ("[]", .empty, "specs.json"),
      ("[{}]", .malformedData, "specs.json, property 0, property"),
      ("[7]", .malformedData, "specs.json, property 0, property"),
      (#"[{"property": 3}]"#, .malformedData, "specs.json, property 0, property"),
      (#"[{"property": "robustness"}]"#, .unknownName, "specs.json, property 0, property"),
      (#"[{"property": "determinism"}, {"property": "accuracy"}]"#, .malformedData, "specs.json, property 1, atLeast"),
      (#"[{"property": "accuracy", "atLeast": "0.9"}]"#, .malformedData, "specs.json, property 0, atLeast"),
      (
        #"[{"property": "accuracy", "atLeast": 0.9, "under": "fgsm:linf:0.1"}]"#, .unknownName, "specs.json, property 0"
      ),
      (#"[{"property": "determinism", "atLeast": 1}]"#, .unknownName, "specs.json, property 0"),
      (#"[{"property": "robust-accuracy", "atLeast": 0.5}]"#, .malformedData, "specs.json, property 0, under"),
      (
        #"[{"property": "robust-accuracy", "under": "pgd:linf:0.1"}]"#, .malformedData,
        "specs.json, property 0, atLeast"
      ),
      (
        #"[{"property": "robust-accuracy", "under": "pgd:l7:0.1", "atLeast": 0.5}]"#, .unknownName,
        "specs.json, property 0, pgd:l7:0.1"
      ),
      (
        #"[{"property": "robust-accuracy", "under": "pgd", "atLeast": 0.5}]"#, .invalidArgument,
        "specs.json, property 0"
      ),
      (#"[{"property": "completeness"}]"#, .malformedData, "specs.json, property 0, within"),
      (#"[{"property": "completeness", "of": "magic", "within": 1}]"#, .unknownName, "specs.json, property 0"),
      (#"[{"property": "completeness", "of": 3, "within": 1}]"#, .malformedData, "specs.json, property 0, of"),
    ]
    for (text, kind, place) in bad {
      let error = await fault("\(text)") { try list(text) }
      #expect(error?.kind == kind, "\(text): \(error?.description ?? "")")
      #expect(error?.location?.hasPrefix(place) == true, "\(text): \(error?.description ?? "")")
    }
    let extra = await fault { try list(#"[{"property": "determinism", "seed": 1}]"#) }
    #expect(extra?.found == "“seed”" && extra?.expected == "property")
  }
}

import AssayBase
import AssayDatasets
import AssayExplanations
import AssayNetworks
import AssayPerturbations
import AssayProperties
import Foundation
import Testing

/// Claims about explanations in files.
@Suite struct ExplanationClaimTests {
  private func list(_ text: String) throws -> [PropertySpecification] {
    try PropertySpecification.list(parsing: Data(text.utf8), source: "claims.json")
  }

  @Test func allKinds() throws {
    let specifications = try list(
      """
      [{"property": "stability", "of": "saliency", "under": "linf:4/255", "samples": 4, "keeping": "kendall:0.6", "share": 0.9},
       {"property": "stability", "of": "gradient", "under": "l2:0.5", "keeping": "lipschitz:30"},
       {"property": "explanation-robustness", "of": "gradient", "within": "linf:0.05", "steps": 5, "keeping": "top-10:0.5"},
       {"property": "localization", "of": "saliency", "by": "pointing", "atLeast": 0.8},
       {"property": "localization", "of": "saliency", "atLeast": 0.5},
       {"property": "sparseness", "of": "gradient"},
       {"property": "seed-stability", "of": "smoothgrad:samples=4", "seeds": 2, "keeping": "l1:0.3"},
       {"property": "weight-sensitivity", "of": "gradient", "atMost": 0.2},
       {"property": "shift-invariance", "of": "gradient", "by": -0.5, "within": 0.05},
       {"property": "deletion-faithfulness", "of": "gradient"},
       {"property": "discrepancy-bound", "of": "integrated-gradients", "under": "pgd:linf:0.2:steps=5"}]
      """)
    let names = specifications.map { specification in
      let property: Property<Network> = specification.property()
      return property.name
    }
    #expect(
      names == [
        "saliency of the label keeps Kendall’s τ ≥ 0.6 under noise in ℓ∞ 4/255 ≥ 0.9",
        "gradient of the label keeps Lipschitz ratio ≤ 30 under noise in ℓ2 0.5",
        "gradient of the label keeps top 10 ≥ 0.5 under attack in ℓ∞ 0.05, 5 steps",
        "pointing game in the mask by saliency of the label ≥ 0.8",
        "relevance mass inside the mask by saliency of the label ≥ 0.5",
        "mean Gini index of gradient of the label ≥ 0.5",
        names[6], "mean Spearman’s ρ of gradient of the label with that of random weights ≤ 0.2",
        "gradient of the label is the same (l1 ≤ 0.05) when pixels shift by -0.5", names[9],
        "integrated gradients (64 steps or more, to 0.5 %, black) moves by half the margin or more where "
          + "PGD(ℓ∞ 0.2, 5 steps) succeeds",
      ])
    #expect(names[6].hasSuffix("keeps l1 distance ≤ 0.3 across 2 seeds"))
    #expect(names[9].hasSuffix("by gradient of the label has a smaller area than by chance"))
    for specification in specifications {
      try specification.validate()
      // The entry makes the same property again, as a replay does.
      let again = try PropertySpecification(#require(specification.entry))
      let (property, copy): (Property<Network>, Property<Network>) = (specification.property(), again.property())
      #expect(property.name == copy.name && again.name == specification.name)
    }
  }

  @Test func faultsSayWhereTheyAre() async {
    let bad: [(String, AssayError.Kind)] = [
      (#"{"property": "stability", "of": "saliency"}"#, .malformedData),
      (#"{"property": "stability", "of": "saliency", "under": "linf"}"#, .invalidArgument),
      (#"{"property": "stability", "of": "saliency", "under": "l7:1"}"#, .unknownName),
      (#"{"property": "stability", "of": "saliency", "under": "linf:-1"}"#, .invalidArgument),
      (#"{"property": "stability", "of": "saliency", "under": "linf:0.1", "keeping": "kendall"}"#, .invalidArgument),
      (#"{"property": "stability", "of": "saliency", "under": "linf:0.1", "keeping": "tau:0.5"}"#, .unknownName),
      (#"{"property": "stability", "of": "saliency", "under": "linf:0.1", "keeping": "kendall:2"}"#, .invalidArgument),
      (#"{"property": "stability", "of": "saliency", "under": "linf:0.1", "steps": 3}"#, .unknownName),
      (#"{"property": "localization", "of": "saliency"}"#, .malformedData),
      (#"{"property": "localization", "of": "saliency", "by": "luck", "atLeast": 1}"#, .unknownName),
      (#"{"property": "seed-stability", "of": "smoothgrad", "seeds": 1}"#, .invalidArgument),
      (#"{"property": "sparseness", "of": "magic"}"#, .unknownName),
      (#"{"property": "sparseness"}"#, .malformedData),
    ]
    for (entry, kind) in bad {
      let error = await fault("\(entry)") { try list("[\(entry)]") }
      #expect(error?.kind == kind, "\(entry): \(String(describing: error))")
      #expect(error?.location?.hasPrefix("claims.json, property 0") == true, "\(String(describing: error))")
    }
    let outside = await fault {
      try list(#"[{"property": "sparseness", "of": "gradient", "atLeast": 2}]"#)[0].validate()
    }
    #expect(outside?.kind == .invalidArgument)
  }
}

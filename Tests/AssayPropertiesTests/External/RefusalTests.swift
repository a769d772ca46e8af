import AssayBase
import AssayDatasets
import AssayExplanations
import AssayFixtures
import AssayNetworks
import AssayPerturbations
import AssayProperties
import AssayTensor
import Foundation
import Testing

/// What needs more than answers says so before it asks a model anything, and says what to use instead.
@Suite struct RefusalTests {
  private let box: FunctionClassifier
  private let images = Tensor.uniform(0, 1, shape: [2, 1, 8, 8], key: RandomKey(seed: 3))

  init() throws { box = FunctionClassifier(answersOf: try FixtureModel.digitsStandard) }

  private func expectRefusal(_ error: AssayError?, of what: String) {
    #expect(error?.kind == .unsupported, "\(what): \(error.map { "\($0)" } ?? "no error")")
    #expect(error?.problem.contains("only answers") == true, "\(what)")
    #expect(error?.advice?.contains("ONNX") == true && error?.advice?.hasPrefix("Use ") == true, "\(what)")
    #expect(box.usage.images == 0, "\(what)")
  }

  @Test func everyAttack() async throws {
    var counts = (answers: 0, gradients: 0)
    for name in Attack.names {
      for norm in Norm.allCases {
        // What is not defined for a norm says so.
        guard let attack = try? Attack(parsing: "\(name):\(norm.rawValue):0.1") else { continue }
        guard attack.needsGradients else {
          #expect(throws: Never.self) { try attack.validate(for: box) }
          counts.answers += 1
          continue
        }
        counts.gradients += 1
        expectRefusal(
          await fault { try attack.run(on: box, images: images, labels: [0, 1], key: RandomKey(seed: 0)) }, of: name)
        let claim: Property<FunctionClassifier> = .accuracy(under: attack, atLeast: 0.5)
        expectRefusal(await fault { try await verdict(claim, of: box) }, of: name)
      }
    }
    #expect(counts.answers >= 8 && counts.gradients >= 25, "\(counts)")
  }

  @Test func everyExplanation() async throws {
    let network = try FixtureModel.digitsStandard
    for form in ExplanationForm.all {
      let method = try Explanation(parsing: form.name)
      #expect(method.needs == form.needs, "\(form.name)")
      guard form.needs != .answers else {
        #expect(throws: Never.self) { try method.validate(for: box) }
        continue
      }
      expectRefusal(await fault { try method.maps(of: box, images: images, labels: [0, 1]) }, of: form.name)
      let claim: Property<FunctionClassifier> = .completeness(of: method, within: 0.1)
      expectRefusal(await fault { try await verdict(claim, of: box) }, of: form.name)
      #expect(throws: Never.self) { try method.validate(for: network) }
    }
    let smoothed = Explanation.smoothGrad(over: .occlusion(), samples: 2)
    #expect(smoothed.needs == .answers)
    #expect(try smoothed.maps(of: box, images: images, labels: [0, 1]).shape == images.shape)
  }

  /// Each claim with something white inside, as files name it.
  @Test(arguments: [
    #"{"property": "robust-accuracy", "under": "pgd:linf:0.1", "atLeast": 0.5}"#,
    #"{"property": "completeness", "within": 0.01}"#,
    #"{"property": "minimum-distance", "by": "deepfool:l2", "atLeast": 0.5}"#,
    #"{"property": "accuracy-falls-with-epsilon", "under": "pgd:linf:0.1", "over": [0.1, 0.2]}"#,
    #"{"property": "worst-class-gap", "under": "fgsm:linf:0.1", "within": 0.5}"#,
    #"{"property": "stability", "of": "saliency", "under": "linf:4/255", "keeping": "kendall:0.6"}"#,
    #"{"property": "localization", "of": "saliency", "atLeast": 0.5}"#,
    #"{"property": "sparseness", "of": "gradient", "atLeast": 0.1}"#,
    #"{"property": "seed-stability", "of": "smoothgrad:samples=4", "seeds": 2, "keeping": "l1:0.3"}"#,
    #"{"property": "weight-sensitivity", "of": "gradient", "atMost": 0.2}"#,
    #"{"property": "shift-invariance", "of": "gradient", "by": -0.5, "within": 0.05}"#,
    #"{"property": "deletion-faithfulness", "of": "grad-cam"}"#,
    #"{"property": "discrepancy-bound", "of": "integrated-gradients", "under": "pgd:linf:0.2:steps=5"}"#,
  ])
  func everyClaim(_ entry: String) async throws {
    let specification = try PropertySpecification(JSONValue(parsing: Data(entry.utf8)))
    let property: Property<FunctionClassifier> = specification.property()
    expectRefusal(await fault { try await verdict(property, of: box) }, of: entry)
    let refusal = try specification.refusal(by: box, on: Digits.test)
    #expect(refusal?.problem.contains("only answers") == true)
    #expect(try specification.refusal(by: FixtureModel.digitsStandard, on: Digits.test) == nil)
  }

  @Test func attacksOnExplanationsAskForANetwork() async throws {
    let claim: Property<FunctionClassifier> = .explanationRobustness(
      of: .gradient, within: .linf(0.05), keeping: .similarity(.spearman, atLeast: 0.5))
    #expect(await fault { try await verdict(claim, of: box) }?.kind == .unsupported)
    #expect(box.usage.images == 0)
  }

  @Test func theStandardPropertiesHaveCounterpartsByAnswers() throws {
    let standard = PropertySpecification.standard()
    let refused = try standard.filter { try $0.refusal(by: box, on: Digits.test) != nil }
    #expect(refused.map(\.name) == ["robust-accuracy", "robust-accuracy", "completeness"])
    let counterparts = refused.compactMap(\.byAnswers)
    #expect(
      counterparts.map(\.title) == [
        "accuracy under Square(ℓ∞ 8/255, 200 queries) ≥ 0.3", "accuracy under Square(ℓ∞ 0.15, 200 queries) ≥ 0.5",
      ])
    #expect(try counterparts.allSatisfy { try $0.refusal(by: box, on: Digits.test) == nil })
    #expect(box.usage.images == 0)
  }
}

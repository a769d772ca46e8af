import AssayBase
import AssayFixtures
import AssayNetworks
import AssayPerturbations
import AssayProperties
import Foundation
import Testing

@Suite struct EpsilonSweepTests {
  private let key = RandomKey(seed: 4)

  @Test func eachPointIsTheAttackOnWhatIsLeft() throws {
    let (model, data) = (try FixtureModel.digitsStandard, try Digits.test.prefix(100))
    let attack = Attack.pgd(.linf(1), steps: 8)
    let sweep = try EpsilonSweep(of: attack, over: [0.2, 0.05, 0, 0.2, 0.1, 1.75], on: model, data, key: key)
    #expect(sweep.points.map(\.epsilon) == [0, 0.05, 0.1, 0.2, 1.75])
    let (images, labels) = try data.batch(at: Array(0..<100))
    var fooled = [Bool](repeating: false, count: 100)
    for point in sweep.points {
      let fates = try attack.resized(epsilon: point.epsilon)?.run(
        on: model, images: images, labels: labels, key: key
      ).fates
      for (row, fate) in try #require(fates).enumerated() where fate.isFooled { fooled[row] = true }
      #expect(point.robust == fooled.count { !$0 } && point.examples == 100, "\(point)")
      #expect(point.interval.contains(point.accuracy))
    }
    let right = zip(try model.logits(for: images).labels, labels).count { $0 == $1 }
    #expect(sweep.points[0].robust == right)
    #expect(sweep.points.last?.robust == 0)
  }

  @Test func theSmallestChangeAnswersForEveryBall() throws {
    let (model, data) = (try FixtureModel.digitsStandard, try Digits.test.prefix(50))
    let sweep = try EpsilonSweep(of: .deepFool(), over: [0, 0.3, 0.6, 3], on: model, data, cases: 40, key: key)
    let (images, labels) = try data.batch(at: Array(0..<40))
    let result = try Attack.deepFool().run(on: model, images: images, labels: labels, key: key)
    for point in sweep.points { #expect(point.accuracy == result.robustAccuracy(within: point.epsilon)) }
    #expect(sweep.attack == "DeepFool(ℓ2, 50 steps)" && sweep.norm == .l2)
  }

  /// The data set in one batch or in several gives the same.
  @Test func theEndOfTheDataDoesNotMatter() throws {
    let model = try FixtureModel.digitsAdversarial
    let attack = Attack.pgd(.linf(0.2), steps: 3)
    let all = try EpsilonSweep(of: attack, over: [0.2, 0.3], on: model, Digits.test, key: key)
    let most = try EpsilonSweep(of: attack, over: [0.2, 0.3], on: model, Digits.test, cases: 300, key: key)
    #expect(all.points[0].examples == 360 && most.points[0].examples == 300)
    for (a, b) in zip(all.points, most.points) { #expect(a.robust >= b.robust && a.robust <= b.robust + 60) }
    #expect(all.attack == "PGD(ℓ∞, 3 steps)")
  }

  @Test func jsonIsReadAgain() throws {
    let sweep = try EpsilonSweep(
      of: .fgsm(.linf(0.1)), over: [0, 0.1, 1], on: FixtureModel.digitsStandard, Digits.test.prefix(30), key: key)
    #expect(try EpsilonSweep(json: JSONValue(parsing: sweep.json.serialised(pretty: true))) == sweep)
    for text in [
      "{}", #"{"model":"m","data":"d","attack":"a","norm":"l7","confidence":0.9,"points":[]}"#,
      #"{"model":"m","data":"d","attack":"a","norm":"linf","confidence":0.9,"points":[]}"#,
      #"{"model":"m","data":"d","attack":"a","norm":"linf","confidence":0.9,"points":[{"epsilon":0.1,"robust":3,"images":2,"interval":[0,1]}]}"#,
      #"{"model":"m","data":"d","attack":"a","norm":"linf","confidence":0.9,"points":[{"epsilon":0.1,"robust":1,"images":2,"interval":[1]}]}"#,
    ] {
      #expect(throws: AssayError.self) { try EpsilonSweep(json: JSONValue(parsing: Data(text.utf8))) }
    }
  }

  @Test func badSizesAreRefused() throws {
    let model = try FixtureModel.digitsStandard
    for sizes in [[], [-0.1], [0.1, .nan], [.infinity]] {
      for attack in [Attack.pgd(.linf(0.1)), .deepFool()] {
        #expect(throws: AssayError.self) {
          try EpsilonSweep(of: attack, over: sizes, on: model, Digits.test, key: key)
        }
      }
    }
  }
}

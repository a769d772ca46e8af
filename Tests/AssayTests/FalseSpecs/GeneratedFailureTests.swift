import AssayImages
import Testing

/// What a failing spec over generated values says: the minimal value in few words, and a picture of what is one.
@Suite(.enabled(if: FalseRun.command != nil && !FalseRun.isInside, Comment(rawValue: FalseRun.reason)))
struct GeneratedFailureTests {
  private static let run = Task { try await FalseRun(filter: "AssayTests.GeneratedFalseSpecs/") }

  @Test(arguments: [
    ("brightPixel", ["falsified by (image 1×28×28, all 0 but 1 of 784 pixels: 201/255 at row "]),
    ("changedDigit", ["falsified by (digits/test #0, label ", "changed by ℓ∞ 5/255 in 1 of 64 pixels)"]),
    ("pairOfPictures", ["image 3×16×16, all 0", "but 1 of 256 pixels: ", "1/255"]),
    (
      "recipe",
      [
        "falsified by (random: 1×8×8 → Linear (1), ReLU, Linear (10); 85 weights, all weights 0; brightness:2; ",
        "rotation 1.0°; 3 → 0)",
      ]
    ),
    ("noShapes", ["a ball holds no image of the 8-bit grid but the clean one", ".linf(1 / 255)"]),
  ])
  func messagesAreShortAndClear(name: String, parts: [String]) async throws {
    let text = try #require(await Self.run.value.issues(of: name).first?.text)
    for part in parts { #expect(text.contains(part), "\(text)") }
    #expect(text.count < 2_000)
  }

  @Test(arguments: ["brightPixel", "changedDigit"])
  func picturesAreAttached(name: String) async throws {
    let picture = try await Self.run.value.attachment("GeneratedFalseSpecs.\(name).png")
    #expect(try PNG.decode(picture).width > 200)
  }
}

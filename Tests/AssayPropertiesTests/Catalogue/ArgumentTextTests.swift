import AssayBase
import AssayExplanations
import AssayPerturbations
import Testing

/// Attacks, explanations, numbers and settings as arguments give them.
@Suite struct ArgumentTextTests {
  @Test(arguments: [
    ("pgd:linf:8/255", "PGD(ℓ∞ 8/255, 40 steps)"), ("pgd:linf:8/255:steps=1", "PGD(ℓ∞ 8/255, 1 step)"),
    ("pgd:l2:0.5:steps=7,restarts=3", "PGD(ℓ2 0.5, 7 steps, 3 restarts)"),
    ("pgd:linf:0.1:randomStart=false,stepSize=1/255", "PGD(ℓ∞ 0.1, 40 steps, of 1/255, from the image)"),
    ("fgsm:linf:0.3", "FGSM(ℓ∞ 0.3)"), ("fgsm:l2:1", "FGM(ℓ2 1.0)"), ("fgsm:linf:0", "FGSM(ℓ∞ 0.0)"),
  ])
  func attacks(text: String, description: String) throws {
    #expect(try Attack(parsing: text).description == description)
  }

  @Test(arguments: [
    ("", AssayError.Kind.invalidArgument), ("pgd", .invalidArgument), ("pgd:linf", .invalidArgument),
    ("pgd:linf:", .invalidArgument), ("pgd:linf:x", .invalidArgument), ("pgd:linf:8/0", .invalidArgument),
    ("pgd:linf:1/2/3", .invalidArgument), ("pgd:linf:-0.1", .invalidArgument), ("pgd:linf:nan", .invalidArgument),
    ("pgd:linf:inf", .invalidArgument), ("pgd:l3:0.1", .unknownName), (":linf:0.1", .unknownName),
    ("PGD:linf:0.1", .unknownName), ("magic:linf:0.1", .unknownName), ("pgd:linf:0.1:steps", .invalidArgument),
    ("pgd:linf:0.1:steps=", .invalidArgument), ("pgd:linf:0.1:=3", .invalidArgument),
    ("pgd:linf:0.1:steps=0", .invalidArgument), ("pgd:linf:0.1:steps=1.5", .invalidArgument),
    ("pgd:linf:0.1:steps=99999999999999999999", .invalidArgument), ("pgd:linf:0.1:steps=3,steps=3", .invalidArgument),
    ("pgd:linf:0.1:pace=3", .unknownName), ("fgsm:linf:0.1:steps=3", .unknownName),
    ("pgd:linf:0.1:randomStart=maybe", .invalidArgument), ("pgd:linf:0.1:restarts=-1", .invalidArgument),
    ("pgd:linf:0.1:stepSize=-1", .invalidArgument), ("pgd:linf:0.1:steps=3:restarts=2", .invalidArgument),
  ])
  func badAttacks(text: String, kind: AssayError.Kind) async {
    #expect(await fault("\(text)") { try Attack(parsing: text) }?.kind == kind)
  }

  @Test func parsedAttackIsTheOneMeant() throws {
    let ball = try Attack(parsing: "pgd:l2:8/255").ball
    #expect(ball == .l2(8.0 / 255))
  }

  @Test(arguments: [
    ("integrated-gradients", "integrated gradients (64 steps or more, to 0.5 %, black)"),
    ("integrated-gradients:steps=8,tolerance=0.1", "integrated gradients (8 steps or more, to 10 %, black)"),
    ("gradient", "gradient"), ("saliency", "saliency"), ("input-times-gradient", "input × gradient"),
  ])
  func explanations(text: String, description: String) throws {
    #expect(try Explanation(parsing: text).description == description)
  }

  @Test(arguments: [
    ("", AssayError.Kind.unknownName), ("shap", .unknownName), ("gradient:steps=3", .unknownName),
    ("integrated-gradients:steps=0", .invalidArgument), ("integrated-gradients:steps", .invalidArgument),
    ("integrated-gradients:steps=100001", .invalidArgument), ("integrated-gradients:tolerance=0", .invalidArgument),
    ("integrated-gradients:tolerance=-1", .invalidArgument), ("integrated-gradients:colour=red", .unknownName),
    ("integrated-gradients:steps=x", .invalidArgument),
  ])
  func badExplanations(text: String, kind: AssayError.Kind) async {
    #expect(await fault("\(text)") { try Explanation(parsing: text) }?.kind == kind)
  }

  @Test func numbers() async throws {
    let good: [(String, Double)] = [
      ("0", 0), ("8/255", 8.0 / 255), ("-1/4", -0.25), ("1e-3", 0.001), ("0.15", 0.15), ("0/7", 0),
    ]
    for (text, value) in good { #expect(try NumberText.number(text, named: "x") == value) }
    for text in [
      "", " 1", "1 ", "/", "1/", "/2", "1//2", "1/2/3", "1/0", "0/0", "nan", "inf", "1/inf", "-inf", "1,5", "ε",
    ] {
      let error = await fault("“\(text)”") { try NumberText.number(text, named: "x") }
      #expect(error?.kind == .invalidArgument && error?.location == "x")
    }
  }

  @Test func settings() async throws {
    var settings = try Settings("steps=3,rate=1/4,on=true,name=a=b", of: "test")
    #expect(try settings.int("steps") == 3 && settings.number("rate") == 0.25 && settings.flag("on") == true)
    #expect(settings.text("name") == "a=b" && settings.text("other") == nil)
    #expect(try settings.int("steps") == nil, "taken")
    try settings.finish()
    var left = try Settings("b=1,a=2", of: "test")
    let unknown = await fault { try left.finish() }
    #expect(unknown?.kind == .unknownName && unknown?.found == "“a”" && unknown?.expected == "no settings")
    _ = left.text("a")
    #expect(await fault { try left.finish() }?.found == "“b”")
    for (text, read) in [
      ("x=1.5", { (s: inout Settings) in _ = try s.int("x") }), ("x=yes", { s in _ = try s.flag("x") }),
      ("x=y", { s in _ = try s.number("x") }),
    ] as [(String, (inout Settings) throws -> Void)] {
      let error = await fault {
        var settings = try Settings(text, of: "test")
        try read(&settings)
      }
      #expect(error?.kind == .invalidArgument && error?.location == "x in test")
    }
  }
}

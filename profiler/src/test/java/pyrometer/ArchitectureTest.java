package pyrometer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.foreign.Linker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pyrometer.os.LinuxCalls;

/// The diagram in ARCHITECTURE.md, as rules.
class ArchitectureTest {
    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("pyrometer");

    @ParameterizedTest
    @CsvSource(
            delimiter = ':',
            value = {
                "os       : ",
                "elf      : ",
                "memory   : os",
                "process  : os memory elf",
                "cpython  : memory process elf session",
                "sampling : os memory process cpython session",
                "session  : ",
                "tree     : session",
                "render   : session tree",
                "history  : session",
                "load     : session",
                "serve    : session tree render load",
            })
    void eachStageKnowsOnlyTheStagesBeforeIt(String stage, String allowed) {
        String[] known = (stage + " " + (allowed == null ? "" : allowed)).trim().split("\\s+");
        for (int i = 0; i < known.length; i++) {
            known[i] = "pyrometer." + known[i];
        }

        noClasses()
                .that()
                .resideInAPackage("pyrometer." + stage.trim())
                .should()
                .dependOnClassesThat(com.tngtech.archunit.base.DescribedPredicate.describe(
                        "belong to another stage than " + String.join(", ", known),
                        c -> c.getPackageName().startsWith("pyrometer.")
                                && !java.util.List.of(known).contains(c.getPackageName())))
                .allowEmptyShould(true)
                .check(PRODUCT);
    }

    @Test
    void stagesHaveNoCycles() {
        slices().matching("pyrometer.(*)..").should().beFreeOfCycles().check(PRODUCT);
    }

    @Test
    void onlyOneClassCrossesIntoNativeCode() {
        noClasses()
                .that()
                .doNotBelongToAnyOf(LinuxCalls.class)
                .should()
                .dependOnClassesThat()
                .areAssignableTo(Linker.class)
                .check(PRODUCT);
    }

    @Test
    void theOfflineHalfKnowsNoAddress() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "pyrometer.session",
                        "pyrometer.tree",
                        "pyrometer.render",
                        "pyrometer.load",
                        "pyrometer.history")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.lang.foreign..", "pyrometer.memory", "pyrometer.process", "pyrometer.os")
                .check(PRODUCT);
    }

    @Test
    void onlyMainEndsTheProcess() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("pyrometer.cli.Main")
                .should()
                .callMethod(System.class, "exit", int.class)
                .check(PRODUCT);
    }

    @Test
    void nothingUsesReflection() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.lang.reflect..")
                .check(PRODUCT);
        classes().should().notBeAnnotatedWith(Deprecated.class).check(PRODUCT);
    }
}
